//! Statements that belong to somebody: they run only within a scope, whose id the layer itself binds as `$1`.
//!
//! A store that keeps the rows of many owners lists such statements with [`scoped_statements!`](crate::scoped_statements). A plain
//! [`Tx`] does not take them; [`Tx::within`] does, and [`Tx::within_each`] where each row belongs to somebody else. So nobody can
//! forget the owner, or bind another value in its place. Parameters that the caller gives begin at `$2`.

use crate::fault::Fault;
use crate::statement::Statement;
use crate::tx::Tx;
use crate::value::{Row, Val};

/// Whose rows: what stands as `$1`.
pub trait Scope: Copy + Sync {
    /// The id of the owner.
    fn owner(&self) -> &[u8; 16];
}

/// A statement whose `$1` is the owner of its rows.
#[derive(Debug)]
pub struct Scoped(Statement);

impl Scoped {
    /// Used by [`scoped_statements!`](crate::scoped_statements) only.
    #[doc(hidden)]
    pub const fn registered(name: &'static str, text: &'static str) -> Self {
        Self(Statement::registered(name, text))
    }

    /// For the list that a test prepares and reads.
    #[doc(hidden)]
    pub const fn listed(&'static self) -> &'static Statement {
        &self.0
    }
}

/// A transaction that touches one owner's rows.
pub struct Within<'t, 'a, S> {
    tx: &'t mut Tx<'a>,
    scope: S,
}

impl<'a> Tx<'a> {
    /// This transaction within a scope.
    pub fn within<S: Scope>(&mut self, scope: S) -> Within<'_, 'a, S> {
        Within { tx: self, scope }
    }

    /// Runs a statement for rows of several owners, each with its own; otherwise as [`Tx::many_rows`].
    pub fn within_each<S: Scope, const N: usize>(
        &mut self,
        statement: &'static Scoped,
        rows: &[(S, [Val<'_>; N])],
        each: impl FnMut(&Row<'_>) -> Result<(), Fault>,
    ) -> Result<u64, Fault> {
        let rows = OwnedRows(rows);
        self.many_of(&statement.0, &rows, each)
    }
}

impl<S: Scope> Within<'_, '_, S> {
    /// As [`Tx::run`].
    pub fn run(&mut self, statement: &'static Scoped, params: &[Val<'_>]) -> Result<u64, Fault> {
        let params = with_owner(&self.scope, params);
        self.tx.run(&statement.0, &params)
    }

    /// As [`Tx::rows`].
    pub fn rows<T>(
        &mut self,
        statement: &'static Scoped,
        params: &[Val<'_>],
        read: impl FnMut(&Row<'_>) -> Result<T, Fault>,
    ) -> Result<Vec<T>, Fault> {
        let params = with_owner(&self.scope, params);
        self.tx.rows(&statement.0, &params, read)
    }

    /// As [`Tx::first`].
    pub fn first<T>(
        &mut self,
        statement: &'static Scoped,
        params: &[Val<'_>],
        read: impl FnMut(&Row<'_>) -> Result<T, Fault>,
    ) -> Result<Option<T>, Fault> {
        let params = with_owner(&self.scope, params);
        self.tx.first(&statement.0, &params, read)
    }

    /// As [`Tx::many`].
    pub fn many<const N: usize>(&mut self, statement: &'static Scoped, rows: &[[Val<'_>; N]]) -> Result<u64, Fault> {
        self.many_rows(statement, rows, |_| Ok(()))
    }

    /// As [`Tx::many_rows`].
    pub fn many_rows<const N: usize>(
        &mut self,
        statement: &'static Scoped,
        rows: &[[Val<'_>; N]],
        each: impl FnMut(&Row<'_>) -> Result<(), Fault>,
    ) -> Result<u64, Fault> {
        let rows: Vec<(S, [Val<'_>; N])> = rows.iter().map(|row| (self.scope, *row)).collect();
        self.tx.within_each(statement, &rows, each)
    }
}

fn with_owner<'v, S: Scope>(scope: &'v S, params: &[Val<'v>]) -> Vec<Val<'v>> {
    std::iter::once(Val::Bytes(scope.owner())).chain(params.iter().copied()).collect()
}

/// Rows with their owners, which stand first.
struct OwnedRows<'r, 'v, S, const N: usize>(&'r [(S, [Val<'v>; N])]);

impl<S: Scope, const N: usize> Rows for OwnedRows<'_, '_, S, N> {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn width(&self) -> usize {
        N + 1
    }

    fn at(&self, row: usize, column: usize) -> Val<'_> {
        let (scope, values) = &self.0[row];
        column.checked_sub(1).map_or_else(|| Val::Bytes(scope.owner()), |rest| values[rest])
    }
}

/// Many rows of parameters, all as wide.
pub(crate) trait Rows: Sync {
    fn len(&self) -> usize;
    fn width(&self) -> usize;
    fn at(&self, row: usize, column: usize) -> Val<'_>;
}

impl<const N: usize> Rows for &[[Val<'_>; N]] {
    fn len(&self) -> usize {
        <[_]>::len(self)
    }

    fn width(&self) -> usize {
        N
    }

    fn at(&self, row: usize, column: usize) -> Val<'_> {
        self[row][column]
    }
}

/// Lists a store's statements that run within a scope, and makes `SCOPED` of them, which a test prepares on both engines.
#[macro_export]
macro_rules! scoped_statements {
    ($($(#[$doc:meta])* $name:ident = $text:expr;)*) => {
        $($(#[$doc])* pub(super) static $name: $crate::Scoped = $crate::Scoped::registered(stringify!($name), $text);)*
        /// Every statement of this store that runs within a scope.
        pub(crate) static SCOPED: &[&$crate::Statement] = &[$($name.listed()),*];
    };
}
