//! What the settings of all interfaces with a kind of their own have in common.
//!
//! Serde can not flatten settings and refuse unknown keys at once, so the common keys are written into
//! each of them by a macro.

/// Declares the settings of one interface: its own keys, and those all of them have. Defines `shared`
/// too, which hands the latter on to the connector that does the work.
macro_rules! preset {
    (
        $(#[doc = $about:literal])+
        #[pages($pages:literal)]
        pub struct Config {
            $($(#[$of:meta])+ pub $key:ident: $kind:ty,)*
        }
    ) => {
        $(#[doc = $about])+
        #[derive(
            Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
        )]
        #[serde(deny_unknown_fields)]
        pub struct Config {
            $($(#[$of])+ pub $key: $kind,)*
            /// Regular expressions: only addresses that match one are works. None given: all are.
            #[serde(default)]
            pub include: Vec<String>,
            /// Regular expressions: addresses that match one are no works.
            #[serde(default)]
            pub exclude: Vec<String>,
            /// How many pages of a hundred are read at most in one visit.
            #[serde(default = "default_max_pages")]
            pub max_pages: usize,
        }

        fn default_max_pages() -> usize {
            $pages
        }

        impl Config {
            /// Settings for an address, with what all interfaces have in common.
            fn shared(&self, url: String) -> $crate::connect::json_api::Config {
                $crate::connect::json_api::Config {
                    include: self.include.clone(),
                    exclude: self.exclude.clone(),
                    max_pages: self.max_pages,
                    ..$crate::connect::json_api::Config::at(url)
                }
            }
        }
    };
}

pub(super) use preset;
