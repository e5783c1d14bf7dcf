//! The pages of words on their way in the styleguide: how far they are, what two people sign about them, and what is missing before
//! they could start; with made-up people.

use super::super::frame::{Frame, html};
use super::super::lang::{self, Lang};
use super::super::views_console::{Acting, Field, Form};
use super::super::views_messages::{
    ActPage, ActRow, ActWordsRow, DraftRow, DrillReport, DrillWave, PauseForm, People, PowerPage, ProgressPage, WaveRow,
};
use super::super::views_plans::{Choose, Lacking, OutcomeReadyRow, ReadinessPage, SignForm, StateReadyRow};
use super::{at, frame, link};
use crate::access::SignedIn;
use crate::access::sessions::BeganBy;
use crate::ids::Id;
use axum::http::StatusCode;
use axum::response::Response;

/// Every page of this file, by the last part of its address.
pub(super) const PAGES: [&str; 9] = [
    "sending-running",
    "sending-ended",
    "sending-drill",
    "power-stop",
    "power-correct",
    "act-stop",
    "act-correct-signed",
    "readiness",
    "readiness-empty",
];

pub(super) fn show(lang: Lang, path: &str, page: &str) -> Response {
    match page {
        "power-stop" => html(StatusCode::OK, &power(lang, path, false)),
        "power-correct" => html(StatusCode::OK, &power(lang, path, true)),
        "act-stop" => html(StatusCode::OK, &act(lang, path, false)),
        "act-correct-signed" => html(StatusCode::OK, &act(lang, path, true)),
        _ => html(StatusCode::OK, &sending(lang, path, page)),
    }
}

fn signed_in() -> SignedIn {
    let name = "Ada Example".to_owned();
    SignedIn { account: Id::ZERO, session: Id::ZERO, name, began_by: BeganBy::Link, began_at: 0 }
}

fn titled(lang: Lang, path: &str, title: &str) -> Frame {
    frame(lang, &lang::t(lang, title, &[]), path)
}

fn acting(frame: &Frame) -> Acting {
    let other = link(&frame.t1("acting-other", "group", "Night Shift Union"), "#content");
    Acting { words: frame.t1("acting-for", "group", "Harbor Readers"), others: vec![other] }
}

fn draft(frame: &Frame) -> DraftRow {
    DraftRow {
        link: link(&frame.t("act-stop-draft"), &frame.link("/styleguide/act-stop")),
        by: frame.t2("act-written-by", ("group", "Night Shift Union"), ("name", "Bo Example")),
        signed: vec![frame.t2("act-signed-by", ("group", "Night Shift Union"), ("name", "Bo Example"))],
    }
}

fn sending(lang: Lang, path: &str, page: &str) -> ProgressPage {
    let (runs, is_drill) = (page == "sending-running", page == "sending-drill");
    let frame = titled(lang, path, if is_drill { "drill-call" } else { "sending-call" });
    let people = |audience, handed_over, refused, in_doubt| {
        let waiting = audience - handed_over - refused - in_doubt;
        People { audience, handed_over, refused, in_doubt, waiting }
    };
    let (hosts, everyone) = (people(40, 38, 2, 0), people(61_240, if runs { 20_100 } else { 60_800 }, 438, 2));
    let all = people(61_280, hosts.handed_over + everyone.handed_over, 440, 2);
    let state = |title: &str, text: &str| (frame.t(title), frame.t(text));
    let act = |what: &str, note: Option<&str>| ActRow {
        what: frame.t(what),
        group_name: "Night Shift Union".to_owned(),
        name: "Bo Example".to_owned(),
        at: at("2027-01-15T08:12"),
        note: note.map(|note| frame.t(note)),
    };
    let row = |number: i64, people, who: &str| {
        let told = frame.t2("wave-who", ("wave", &number.to_string()), ("who", &frame.t(who)));
        WaveRow { number, people, told }
    };
    let pause = PauseForm {
        text: frame.t("pause-text"),
        action: "#content".to_owned(),
        field: ("as", "harbor-readers".to_owned()),
        sign_in_url: None,
    };
    let ways = [("power-stop", "/styleguide/power-stop"), ("power-correct", "/styleguide/power-correct")];
    let ways: Vec<_> = ways.iter().map(|(words, url)| link(&frame.t(words), &frame.link(url))).collect();
    ProgressPage {
        around: vec![link(&frame.t("sending-plan"), "#content"), link(&frame.t1("sending-code", "code", "K7MW-3XRT"), "#content")],
        coalition: link("Libraries for Every County", &frame.link("/styleguide/coalition")),
        acting: acting(&frame),
        refusal: runs.then(|| frame.t("power-refused-changed")),
        state: if runs { state("sending-running", "sending-running-text") } else { state("sending-ended", "sending-ended-text") },
        state_role: "good",
        is_drill,
        corrects: None,
        corrections: if runs || is_drill { Vec::new() } else { vec![link(&frame.t("sending-corrected"), "#content")] },
        pause: runs.then_some(pause),
        drafts: if runs { vec![draft(&frame)] } else { Vec::new() },
        waves: vec![row(1, hosts, "plan-wave-hosts"), row(2, everyone, "plan-wave-everyone")],
        all,
        refusals: vec![(frame.t("refusal-left"), 410), (frame.t("refusal-relay"), 30)],
        acts: vec![act("act-pause", None), act("act-stop-said", Some(if runs { "act-waits" } else { "act-nothing" }))],
        doubts: vec![("01990000-0000-7000-8000-000000000000".to_owned(), "Harbor Readers".to_owned())],
        drill: is_drill.then(|| drill_report(&frame)),
        stream: None,
        mark: 0,
        ways: if runs { ways } else { Vec::new() },
        signed_in: signed_in(),
        frame,
    }
}

fn drill_report(frame: &Frame) -> DrillReport {
    let wave = |number: i64, seconds: &str, time: &str| DrillWave {
        heading: frame.t1("drill-wave", "wave", number),
        facts: vec![frame.t1("drill-took", "seconds", seconds), frame.t1("drill-by-mail", "time", time)],
    };
    DrillReport { waves: vec![wave(1, "0.1", "1 min"), wave(2, "3.4", "1 h 42 min")], pace: frame.tn("pace-registered", 600_u64) }
}

fn power(lang: Lang, path: &str, corrects: bool) -> PowerPage {
    let frame = titled(lang, path, if corrects { "power-correct" } else { "power-stop" });
    let field = |name, label: &str, lines| Field::area(name, frame.t(label), String::new(), 1_000, lines);
    let fields = if corrects {
        let fields = [("subject_en", "correct-subject-en", 2), ("text_en", "correct-text-en", 8)];
        fields.map(|(name, label, lines)| field(name, label, lines)).into()
    } else {
        vec![field("reason", "power-reason", 3).hinted(frame.t("power-reason-hint"))]
    };
    let form = Form { action: "#content".to_owned(), fields, button: frame.t("power-go-on"), ..Form::default() };
    PowerPage {
        back: link(&frame.t("sending-call"), &frame.link("/styleguide/sending-running")),
        acting: acting(&frame),
        means: means(&frame, corrects),
        drafts: if corrects { Vec::new() } else { vec![draft(&frame)] },
        refusal: corrects.then(|| frame.t("act-refused-words")),
        form,
        signed_in: signed_in(),
        frame,
    }
}

fn means(frame: &Frame, corrects: bool) -> Vec<String> {
    let (waiting, reached) =
        if corrects { ("correct-means-waiting", "correct-means-reached") } else { ("stop-means-waiting", "stop-means-reached") };
    let last = frame.t(if corrects { "correct-means-notice" } else { "stop-means-end" });
    vec![frame.tn(waiting, 40_702_u64), frame.tn(reached, 20_138_u64), last]
}

fn act(lang: Lang, path: &str, corrects: bool) -> ActPage {
    let frame = titled(lang, path, if corrects { "power-correct" } else { "power-stop" });
    let (state, text, state_role) = if corrects {
        ("act-state-waits", "act-state-waits-text", "attention")
    } else {
        ("act-state-one", "act-state-one-text", "danger")
    };
    let words = |heading: &str, lang: &'static str, subject: &str, text: &str| {
        let (subject, text) = (subject.to_owned(), text.to_owned());
        ActWordsRow { heading: frame.t(heading), lang, subject, text }
    };
    let corrected = vec![
        words("plan-form-en", "en", "It is on Sunday", "Come on Sunday, not on Saturday.\n\nBring a lantern."),
        words("plan-form-es", "es", "Es el domingo", "Venga el domingo, no el sábado.\n\nTraiga un farol."),
    ];
    let exact = "clarion act words 1\nact stop\nsending 01990000-0000-7000-8000-000000000000\nversion 2\nreason\n> A storm.";
    let signed = frame.t2("act-signed-by", ("group", "Night Shift Union"), ("name", "Bo Example"));
    ActPage {
        back: link(&frame.t("sending-call"), &frame.link("/styleguide/sending-running")),
        acting: acting(&frame),
        refusal: (!corrects).then(|| frame.t("act-refused-other-words")),
        state: (frame.t(state), frame.t(text)),
        state_role,
        means: means(&frame, corrects),
        words: if corrects { corrected } else { Vec::new() },
        reason: if corrects { String::new() } else { "A storm.".to_owned() },
        by: frame.t2("act-written-by", ("group", "Night Shift Union"), ("name", "Bo Example")),
        signed: vec![signed],
        text: exact.to_owned(),
        form: (!corrects).then(|| sign_form(&frame, exact)),
        signed_in: signed_in(),
        frame,
    }
}

fn sign_form(frame: &Frame, exact: &str) -> SignForm {
    let passkey = |words: &str| Choose { value: words.to_owned(), words: words.to_owned(), hint: String::new(), chosen: false };
    SignForm {
        key: "act",
        heading: frame.t("act-sign-heading"),
        text: frame.t("act-sign-text"),
        action: "#content".to_owned(),
        words: "{}".to_owned(),
        replaces: String::new(),
        passkeys_json: "[]".to_owned(),
        passkeys: vec![passkey("Phone"), passkey("Laptop")],
        site: "act.example".to_owned(),
        choices: Vec::new(),
        fixed_words: exact.to_owned(),
        asks_reason: false,
        needs_reason: false,
        is_danger: true,
        button: frame.t("act-sign-stop"),
    }
}

pub(super) fn readiness(lang: Lang, path: &str, full: bool) -> ReadinessPage {
    let frame = titled(lang, path, "readiness-title");
    let lacking = |name: &str, lacks: &[&str]| Lacking {
        name: name.to_owned(),
        lacks: lacks.iter().map(|words| link(&frame.t(words), "#content")).collect(),
    };
    let state = |code: &str, events, ready, expected, coming| StateReadyRow {
        name: frame.t(&format!("state-{code}")),
        events,
        ready,
        expected,
        coming,
    };
    let outcome = |key, heading: &str, lacks: &[&str], drill: bool| OutcomeReadyRow {
        heading: frame.t(heading),
        key,
        lacks: lacking("", lacks).lacks,
        drill: drill.then(|| link(&frame.t1("ready-last-drill", "when", "2027-01-14"), "#content")),
        waves: if drill { vec![frame.t2("ready-wave", ("wave", "1"), ("people", "<10"))] } else { Vec::new() },
    };
    let events = [
        lacking("Read-in on the library steps: Springfield, OH", &["ready-not-vetted", "ready-no-access"]),
        lacking("Lectura pública por la tarde: San Juan, PR", &["ready-held-back"]),
    ];
    ReadinessPage {
        pledged: if full { 4_217 } else { 0 },
        stuck: None,
        plan: link("Libraries for Every County", "#content"),
        outcomes: vec![
            outcome("call", "plan-part-call", if full { &[] } else { &["ready-no-words", "ready-no-drill"] }, full),
            outcome("hold", "plan-part-hold", &["ready-tells-nobody"], false),
        ],
        pace: frame.t("pace-unknown"),
        groups: if full { vec![lacking("Night Shift Union", &["ready-no-deputy", "ready-no-passkey"])] } else { Vec::new() },
        groups_all: 12,
        states: if full { vec![state("OH", 31, 30, 12_400, 8_211), state("PR", 9, 8, 900, 0)] } else { Vec::new() },
        events: if full { events.into() } else { Vec::new() },
        signed_in: signed_in(),
        frame,
    }
}
