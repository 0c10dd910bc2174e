//! Enums whose variants hold a form of their own and are written with one pair of parentheses.
//!
//! Derived, `Policy(Policy)` would read `Policy((tool_budget: 3))`. `ron` has an extension for that,
//! but it takes away the raw text by which nodes know their places; so the variant's content is
//! handed to the form's own `Deserialize` here.

use serde::de::{DeserializeSeed, Deserializer, Error, VariantAccess, Visitor};
use std::fmt;

/// Declares an enum each of whose variants holds one value: `as fields` for a form that is written
/// with its fields right in the parentheses, `as value` for anything else.
macro_rules! variants {
    ($(#[$meta:meta])* pub enum $name:ident {
        $($(#[$variant_meta:meta])* $variant:ident($type:ty) as $kind:ident,)*
    }) => {
        $(#[$meta])*
        #[expect(
            clippy::large_enum_variant,
            reason = "a file has few of them, and boxes would be in the way of everybody"
        )]
        pub enum $name {
            $($(#[$variant_meta])* $variant($type),)*
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                const VARIANTS: &[&str] = &[$(stringify!($variant)),*];
                struct Choice;
                impl<'de> serde::de::Visitor<'de> for Choice {
                    type Value = $name;

                    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        f.write_str(concat!("enum ", stringify!($name)))
                    }

                    fn visit_enum<A: serde::de::EnumAccess<'de>>(
                        self,
                        access: A,
                    ) -> Result<$name, A::Error> {
                        let seed = $crate::written::variants::Variant(VARIANTS);
                        let (variant, content) = access.variant_seed(seed)?;
                        match variant {
                            $(stringify!($variant) => {
                                $crate::written::variants::variants!(@$kind content, $type)
                                    .map($name::$variant)
                            })*
                            other => Err(serde::de::Error::unknown_variant(other, VARIANTS)),
                        }
                    }
                }
                deserializer.deserialize_enum(stringify!($name), VARIANTS, Choice)
            }
        }
    };
    (@fields $content:ident, $type:ty) => {
        <$type as serde::Deserialize>::deserialize($crate::written::variants::Fields($content))
    };
    (@value $content:ident, $type:ty) => {
        serde::de::VariantAccess::newtype_variant::<$type>($content)
    };
}
pub(super) use variants;

/// Reads the name of a variant, which must be one of these.
pub(super) struct Variant(pub(super) &'static [&'static str]);

impl<'de> DeserializeSeed<'de> for Variant {
    type Value = &'static str;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<&'static str, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Variant {
    type Value = &'static str;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("variant identifier")
    }

    fn visit_str<E: Error>(self, word: &str) -> Result<&'static str, E> {
        let known = self.0.iter().find(|known| **known == word);
        known.copied().ok_or_else(|| E::unknown_variant(word, self.0))
    }
}

/// Reads a form from the fields in a variant's parentheses.
pub(super) struct Fields<A>(pub(super) A);

impl<'de, A: VariantAccess<'de>> Deserializer<'de> for Fields<A> {
    type Error = A::Error;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, A::Error> {
        Err(A::Error::custom("only a form with fields can be read here"))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, A::Error> {
        self.0.struct_variant(fields, visitor)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}
