//! The registered statements: a domain's `store.rs` lists its SQL once, and only what is listed can run.

/// One SQL text, written for one row with `$1`, `$2`, ... and kept for the whole life of the program.
#[derive(Debug)]
pub struct Statement {
    name: &'static str,
    text: &'static str,
}

impl Statement {
    /// Used by [`statements!`](crate::statements) only.
    #[doc(hidden)]
    pub const fn registered(name: &'static str, text: &'static str) -> Self {
        Self { name, text }
    }

    /// The name it was listed under, for logs and tests.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The text as written, for one row.
    pub fn text(&self) -> &'static str {
        self.text
    }

    /// Statements are told apart by where they stand; each is a `static`.
    pub(crate) fn key(&'static self) -> usize {
        std::ptr::from_ref(self) as usize
    }
}

/// Lists a store's statements, and makes `STATEMENTS` of them, which a test prepares on both engines.
#[macro_export]
macro_rules! statements {
    ($($(#[$doc:meta])* $name:ident = $text:expr;)*) => {
        $($(#[$doc])* pub(super) static $name: $crate::Statement = $crate::Statement::registered(stringify!($name), $text);)*
        /// Every statement of this store.
        pub(crate) static STATEMENTS: &[&$crate::Statement] = &[$(&$name),*];
    };
}
