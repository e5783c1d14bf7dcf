//! As much of CBOR (RFC 8949) as an attestation needs: heads, texts, bytes, and passing over what nobody asked for.
//!
//! Total and bounded: a part that is cut off, nested too deep or of indefinite length is refused, not guessed at. CTAP2 allows four
//! levels and forbids indefinite lengths.

/// Deeper nesting than CTAP2 allows is nobody's.
const DEPTH_MAX: usize = 4;

/// Bytes, text, arrays and maps among the major types.
const BYTES: u8 = 2;
const TEXT: u8 = 3;
const ARRAY: u8 = 4;
const MAP: u8 = 5;
const TAG: u8 = 6;

/// What is left to read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// What was not read.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// How many members the map has that begins here.
    pub(super) fn map(&mut self) -> Option<usize> {
        let (MAP, count) = self.head()? else { return None };
        usize::try_from(count).ok()
    }

    /// A text.
    pub(super) fn text(&mut self) -> Option<&'a str> {
        let (TEXT, length) = self.head()? else { return None };
        std::str::from_utf8(self.take(length)?).ok()
    }

    /// A byte string.
    pub(super) fn bytes(&mut self) -> Option<&'a [u8]> {
        let (BYTES, length) = self.head()? else { return None };
        self.take(length)
    }

    /// Passes over one part, whatever it is.
    pub(super) fn skip(&mut self) -> Option<()> {
        self.skip_at(0)
    }

    fn skip_at(&mut self, depth: usize) -> Option<()> {
        let (kind, value) = self.head()?;
        let parts = match kind {
            BYTES | TEXT => return self.take(value).map(drop),
            ARRAY => value,
            MAP => value.checked_mul(2)?,
            TAG => 1,
            _ => return Some(()),
        };
        // Each part takes at least one byte, so a count beyond what is left is a lie.
        if depth >= DEPTH_MAX || parts > self.rest.len() as u64 {
            return None;
        }
        (0..parts).try_for_each(|_| self.skip_at(depth + 1))
    }

    /// Major type and value.
    fn head(&mut self) -> Option<(u8, u64)> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        let value = match first & 31 {
            short @ 0..=23 => u64::from(short),
            24 => u64::from(self.number::<1>()?[0]),
            25 => u64::from(u16::from_be_bytes(self.number()?)),
            26 => u64::from(u32::from_be_bytes(self.number()?)),
            27 => u64::from_be_bytes(self.number()?),
            _ => return None,
        };
        Some((first >> 5, value))
    }

    fn number<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (bytes, rest) = self.rest.split_first_chunk()?;
        self.rest = rest;
        Some(*bytes)
    }

    fn take(&mut self, length: u64) -> Option<&'a [u8]> {
        let (bytes, rest) = self.rest.split_at_checked(usize::try_from(length).ok()?)?;
        self.rest = rest;
        Some(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn parts_are_passed_over_whole() {
        // Examples of RFC 8949, appendix A: a number, a nested array, a map in an array, a tagged text, a float, false.
        for part in [
            &[0x19, 0x03, 0xe8][..],
            &[0x83, 0x01, 0x82, 0x02, 0x03, 0x82, 0x04, 0x05],
            &[0x82, 0x61, 0x61, 0xa1, 0x61, 0x62, 0x61, 0x63],
            &[0xc0, 0x61, 0x31],
            &[0xfb, 0x3f, 0xf1, 0x99, 0x99, 0x99, 0x99, 0x99, 0x9a],
            &[0xf4],
        ] {
            let whole = [part, &[0x42, 1, 2]].concat();
            let mut reader = Reader::new(&whole);
            assert_eq!((reader.skip(), reader.bytes(), reader.rest()), (Some(()), Some(&[1, 2][..]), &[][..]), "{part:x?}");
            assert_eq!(Reader::new(&part[..part.len() - 1]).skip(), None, "cut off: {part:x?}");
        }
        for wrong in [&[0x9f, 0x01, 0xff][..], &[0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], &[0x81; 40], &[0x1c]] {
            assert_eq!(Reader::new(wrong).skip(), None, "{wrong:x?}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = Reader::new(&bytes).skip();
            let _ = Reader::new(&bytes).map();
            let _ = Reader::new(&bytes).text();
        }
    }
}
