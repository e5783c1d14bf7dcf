//! Mutations of a corpus: bits, bytes, pieces and nasty pieces changed, the same for the same name. No search for new
//! paths through the code: it knows nothing of what an input did.

/// Longer inputs are cut: what a parser does with megabytes has tests of its own.
const INPUT_BYTES_MAX: usize = 16 * 1024;

/// What has broken parsers before.
const NASTY: &[&[u8]] = &[
    b"\0",
    b"\r",
    b"\n",
    b"\r\n",
    b"\r\r\n",
    b"\t",
    b" ",
    b"\"",
    b"'",
    b"''",
    b"\\",
    b"\"\"",
    b",",
    b";",
    b"=",
    b"&",
    b":",
    b"@",
    b"#",
    b"%",
    b"%00",
    b"%ff",
    b"%",
    b"+",
    b"-",
    b"--",
    b".",
    b"..",
    b"/",
    b"//",
    b"(",
    b")",
    b"((((((((((((",
    b"[[[[[[[[[[[[[[[[",
    b"{",
    b"}",
    b"<",
    b">",
    b"=1+1",
    b"@SUM(1)",
    b"sep=;",
    b"-1",
    b"0",
    b"1e309",
    b"9223372036854775807",
    b"-9223372036854775808",
    b"18446744073709551616",
    b"99999999999999999999",
    b"NaN",
    b"null",
    b"true",
    b"{}",
    b"[]",
    b"\\u0000",
    b"\\ud800",
    b"\\udfff\\ud800",
    b"\\n",
    b"&amp;",
    b"&#x6A;",
    b"<script>",
    b"</script>",
    b"<svg onload=x>",
    b"javascript:",
    b"data:text/html,",
    b"![",
    b"](",
    b"<!--",
    b"-->",
    b"<![CDATA[",
    b"*x",
    b"&x",
    b"<<: *x",
    b"---\n",
    b"- ",
    b"|\n",
    b">>>>>>>>>>",
    b"\xff",
    b"\xfe\xff",
    b"\xff\xfe",
    b"\xc0\x80",
    b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80",
    b"\xef\xbb\xbf",
    "\u{202e}".as_bytes(),
    "\u{200d}".as_bytes(),
    "\u{feff}".as_bytes(),
    "\u{2028}".as_bytes(),
    "\u{85}".as_bytes(),
    "\u{a0}".as_bytes(),
    "\u{130}".as_bytes(),
    "\u{df}".as_bytes(),
    "\u{1e9e}".as_bytes(),
    "\u{fdfa}".as_bytes(),
    "\u{301}".as_bytes(),
    "\u{345}".as_bytes(),
    "\u{ff0e}".as_bytes(),
    "\u{ff20}".as_bytes(),
    "\u{3002}".as_bytes(),
    "\u{661}".as_bytes(),
    "\u{1f468}\u{200d}\u{1f469}".as_bytes(),
    "\u{2126}".as_bytes(),
    "\u{ac00}".as_bytes(),
    "\u{2000}".as_bytes(),
    "xn--".as_bytes(),
    "+googlemail.com".as_bytes(),
    "@gmail.com".as_bytes(),
    "9999-12-31".as_bytes(),
    "-009999-01-01".as_bytes(),
    "T24:00:60Z".as_bytes(),
    "::ffff:192.0.2.1".as_bytes(),
    "fe80::1%eth0".as_bytes(),
    "250-".as_bytes(),
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa".as_bytes(),
];

/// An endless row of inputs.
pub struct Mutation<'a> {
    seeds: &'a [Vec<u8>],
    state: u64,
    input: Vec<u8>,
}

impl<'a> Mutation<'a> {
    pub fn new(name: &str, seeds: &'a [Vec<u8>]) -> Self {
        let state =
            name.bytes().fold(0xcbf2_9ce4_8422_2325, |state: u64, byte| (state ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
        Self { seeds, state, input: Vec::new() }
    }

    /// SplitMix64 (Steele, Lea and Flood 2014): small, even, and the same everywhere.
    fn random(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.state ^ self.state >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    fn below(&mut self, end: usize) -> usize {
        (self.random() % end.max(1) as u64) as usize
    }

    /// A piece of `length`, most often short.
    fn span(&mut self, length: usize) -> std::ops::Range<usize> {
        let from = self.below(length + 1);
        let longest = if self.below(4) == 0 { length } else { 8 };
        let piece = self.below(longest + 1);
        from..(from + piece).min(length)
    }

    /// The next input: a seed changed one to eight times, or one time in sixteen random bytes.
    pub fn next(&mut self) -> &[u8] {
        let from = self.below(self.seeds.len());
        self.input = self.seeds[from].clone();
        if self.below(16) == 0 {
            let length = self.below(64);
            self.input = (0..length).map(|_| self.random() as u8).collect();
        }
        for _ in 0..=self.below(8) {
            self.change();
        }
        self.input.truncate(INPUT_BYTES_MAX);
        &self.input
    }

    fn change(&mut self) {
        let length = self.input.len();
        let at = self.below(length + 1);
        match self.below(8) {
            0 if at < length => self.input[at] ^= 1 << self.below(8),
            1 if at < length => self.input[at] = self.random() as u8,
            2 => {
                let piece = self.span(length);
                self.input.drain(piece);
            }
            3 => {
                let piece = self.span(length);
                let piece = self.input[piece].to_vec();
                let times = if length < 1_000 { 1 + self.below(20) } else { 1 };
                self.input.splice(at..at, piece.repeat(times));
            }
            4 => {
                let other = self.below(self.seeds.len());
                let other = &self.seeds[other];
                let piece = self.span(other.len());
                self.input.splice(at..at, other[piece].iter().copied());
            }
            5 => self.input.truncate(at),
            _ => {
                let piece = NASTY[self.below(NASTY.len())];
                let until = if self.below(2) == 0 { at } else { (at + piece.len()).min(length) };
                self.input.splice(at..until, piece.iter().copied());
            }
        }
    }
}
