//! Inputs for the parsers, as a strategy of proptest: a seed of the corpus, or a few bytes at random, changed one to eight times.
//! Bits, bytes, pieces and nasty pieces change. It knows nothing of what an input did: no search for new paths through the code.

use proptest::prelude::*;

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

/// One change: which of them, and three numbers that it reads as places, lengths and choices.
type Step = (u8, u32, u32, u32);

/// The inputs that come from these seeds.
pub fn inputs(seeds: &[Vec<u8>]) -> impl Strategy<Value = Vec<u8>> + '_ {
    let start = prop_oneof![
        15 => (0..seeds.len()).prop_map(|at| seeds[at].clone()),
        1 => prop::collection::vec(any::<u8>(), 0..64),
    ];
    (start, prop::collection::vec(any::<Step>(), 1..=8)).prop_map(|(mut input, steps)| {
        for step in steps {
            change(&mut input, seeds, step);
        }
        input.truncate(INPUT_BYTES_MAX);
        input
    })
}

fn below(number: u32, end: usize) -> usize {
    number as usize % end.max(1)
}

/// A piece of `length`, most often short.
fn span(length: usize, from: u32, size: u32) -> std::ops::Range<usize> {
    let from = below(from, length + 1);
    let longest = if size.is_multiple_of(4) { length } else { 8 };
    from..(from + below(size / 4, longest + 1)).min(length)
}

fn change(input: &mut Vec<u8>, seeds: &[Vec<u8>], (kind, place, one, other): Step) {
    let length = input.len();
    let at = below(place, length + 1);
    match kind % 8 {
        0 if at < length => input[at] ^= 1 << (one % 8),
        1 if at < length => input[at] = one.to_le_bytes()[0],
        2 => drop(input.drain(span(length, place, one))),
        3 => {
            let piece = input[span(length, one, other)].to_vec();
            let times = if length < 1_000 { 1 + below(other >> 16, 20) } else { 1 };
            input.splice(at..at, piece.repeat(times));
        }
        4 => {
            let seed = &seeds[below(one >> 16, seeds.len())];
            input.splice(at..at, seed[span(seed.len(), one, other)].iter().copied());
        }
        5 => input.truncate(at),
        _ => {
            let piece = NASTY[below(one, NASTY.len())];
            let until = if other.is_multiple_of(2) { at } else { (at + piece.len()).min(length) };
            input.splice(at..until, piece.iter().copied());
        }
    }
}
