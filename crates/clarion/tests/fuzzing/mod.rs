//! The parsers of strangers' bytes under hostile input: first the corpus as it is, then what proptest makes of it, always the same.
//!
//! One test per target, so that they run side by side. `make test-long` tries 10 million inputs each. An input that fails is
//! made as small as it gets and printed; put it into `fuzz/corpus/<target>/` once it is mended, and every later run replays it.

mod mutation;
#[path = "../../../../fuzz/targets.rs"]
mod targets;

use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::Path;
use std::time::Instant;

const INPUTS: u32 = 1_500;
const INPUTS_LONG: u32 = 10_000_000;

fn corpus(name: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(name);
    let files = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    paths.sort();
    assert!(!paths.is_empty(), "{} has no seed", folder.display());
    paths.iter().map(|path| std::fs::read(path).unwrap()).collect()
}

fn try_one(target: fn(&[u8]), input: &[u8]) {
    if let Err(panic) = catch_unwind(AssertUnwindSafe(|| target(input))) {
        eprintln!("the input was b\"{}\"", input.escape_ascii());
        resume_unwind(panic);
    }
}

fn fuzz(name: &str, target: fn(&[u8])) {
    let began = Instant::now();
    let seeds = corpus(name);
    for seed in &seeds {
        try_one(target, seed);
    }
    let inputs = if testkit::long() { INPUTS_LONG } else { INPUTS };
    let config = Config { cases: inputs, failure_persistence: None, ..Config::default() };
    let seed = *blake3::hash(name.as_bytes()).as_bytes();
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed));
    let outcome = runner.run(&mutation::inputs(&seeds), |input| {
        target(&input);
        Ok(())
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
    eprintln!("{name}: {} seeds and {inputs} inputs made of them in {:.1} s", seeds.len(), began.elapsed().as_secs_f64());
}

macro_rules! fuzzed {
    ($($target:ident)*) => {
        $(#[test]
        fn $target() {
            fuzz(stringify!($target), targets::$target);
        })*

        #[test]
        fn every_folder_of_the_corpus_is_replayed() {
            let known = [$(stringify!($target)),*];
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus");
            for entry in std::fs::read_dir(folder).unwrap() {
                let name = entry.unwrap().file_name().into_string().unwrap();
                assert!(known.contains(&name.as_str()), "no target is called {name}");
            }
        }
    };
}

fuzzed! {
    email phone person_name free_text zip_code token recovery_sheet
    petition_form api_people api_petitions api_filter api_query hand_over
    people_csv officials_yaml officials_csv
    forwarded_for markdown_html settings service_urls smtp_replies archive
    checkpoint cosignature decision_file log_proof notice_file pasted_notice
}
