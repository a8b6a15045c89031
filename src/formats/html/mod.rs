//! HTML pages: the main part is rendered to lines, which `turns` splits like any text.
//!
//! Deliberately absent: pages that scripts build, and finding the encoding, which `encoding` does.

mod head;
mod part;
mod render;
mod source;
mod style;

use std::collections::HashMap;

use scraper::Html;

use super::{Document, Format, Refusal, Sniff, Source};
use crate::formats::authors;
use crate::model::{FileSettings, Meta, Turn};
use crate::turns::{self, Split};
pub(super) use style::Sheets;

/// So many letters and digits at the beginning tell a turn from others of its speaker.
const BEGINNING: usize = 24;

/// A paragraph before the article that is shorter, in bytes, is taken for a menu's.
const SHORTEST_PROSE: usize = 40;

/// Web pages.
pub(super) struct Page;

impl Format for Page {
    fn name(&self) -> &'static str {
        "html"
    }
    fn version(&self) -> u32 {
        2
    }
    fn extensions(&self) -> &'static [&'static str] {
        &["html", "htm", "xhtml", "shtml"]
    }
    fn sniff(&self, source: &Source<'_>) -> Sniff {
        let named = self.extensions().contains(&source.extension().as_str());
        let stated = || {
            let head = source.head(1024).to_ascii_lowercase();
            head.contains("<!doctype html") || head.contains("<html")
        };
        if source.opens_with_tag() && stated() {
            Sniff::Sure
        } else if named {
            Sniff::Likely
        } else {
            Sniff::No
        }
    }
    fn read(&self, source: &Source<'_>, settings: &FileSettings) -> Result<Vec<Document>, Refusal> {
        let Some(marked) = source::mark_lines(&source.text) else {
            let message = String::from("broken HTML: elements are nested too deep");
            return Err(Refusal::Fail { line: None, message });
        };
        let page = Html::parse_document(&marked);
        let (meta, author) = head::read(&page);
        let split = best(&page, &meta, author.as_deref(), settings);
        if split.turns.is_empty() {
            return Err(Refusal::Skip(String::from("a page without text")));
        }
        Ok(vec![Document::from(split)])
    }
}

/// The split of the article, or of the whole body where no labels are found or the article misses something that
/// is said.
fn best(page: &Html, meta: &Meta, author: Option<&str>, settings: &FileSettings) -> Split {
    let mut sheets = Sheets::default();
    sheets.add_page(page);
    let whole = split(render::lines(part::body(page), &sheets), meta, author, settings);
    if whole.confidence == 0.0 {
        return whole;
    }
    let Some((tidy, article)) = part::article(page) else { return whole };
    let mut lines = render::lines(part::body(&tidy), &sheets);
    // What leads nowhere else is no clutter: then all of it stays, laid out as it was.
    if part::links(&tidy) > part::links(&article) {
        let article = render::lines(part::body(&article), &sheets);
        lines = opening(lines, &article, meta);
        lines.extend(article);
    }
    let part = split(lines, meta, author, settings);
    if misses(&part, &whole) { whole } else { part }
}

/// What stands before the article and belongs to it: its title, and prose; neither are menus.
fn opening(mut lines: Vec<turns::Line>, article: &[turns::Line], meta: &Meta) -> Vec<turns::Line> {
    // Tables may be laid out anew, so lines are told by the letters they and the next ones begin with.
    let begin = |lines: &[turns::Line]| {
        let letters = lines.iter().flat_map(|line| line.text.chars()).filter(|c| c.is_alphanumeric());
        letters.take(BEGINNING).collect::<String>()
    };
    let first = begin(article);
    let before = (0..lines.len()).position(|i| begin(&lines[i..]) == first).unwrap_or(0);
    lines.truncate(before);
    lines.retain(|line| {
        let ends = line.text.ends_with(['.', '!', '?', '。', '！', '？', '…', '”', '"']);
        let is_title = meta.title.as_deref() == Some(line.text.as_str());
        is_title || ends && line.text.len() >= SHORTEST_PROSE
    });
    lines
}

/// True if a part has less than half of what is said, or not all turns of its own speakers.
fn misses(part: &Split, whole: &Split) -> bool {
    let voice = |t: &Turn| t.speaker.clone().ok_or(t.role);
    let begin = |t: &Turn| t.text.chars().filter(|c| c.is_alphanumeric()).take(BEGINNING).collect::<String>();
    let mut kept: HashMap<_, Vec<String>> = HashMap::new();
    for turn in part.turns.iter().filter(|t| t.is_speech()) {
        kept.entry(voice(turn)).or_default().push(begin(turn));
    }
    // A turn of the whole may run on into what stands beside the article; after a heading there it has no label.
    let mut before = None;
    let lost = whole.turns.iter().filter(|t| t.is_speech()).any(|turn| {
        let (voice, said) = (voice(turn), begin(turn));
        let known = kept.get(&voice).filter(|_| before.as_ref() != Some(&voice));
        let lost = known.is_some_and(|begins| !begins.iter().any(|b| said.starts_with(b.as_str())));
        before = Some(voice);
        lost
    });
    lost || speech(part) * 2 < speech(whole)
}

/// The letters that somebody says.
fn speech(split: &Split) -> usize {
    let said = |t: &&crate::model::Turn| t.is_speech() && (t.speaker.is_some() || t.role.is_some());
    split.turns.iter().filter(said).map(|t| t.text.chars().filter(|c| c.is_alphanumeric()).count()).sum()
}

/// The lines of the body of a page with these style sheets, besides its own; none if it nests too deep.
pub(super) fn lines(text: &str, sheets: &Sheets) -> Option<Vec<turns::Line>> {
    let page = Html::parse_document(&source::mark_lines(text)?);
    let mut sheets = sheets.clone();
    sheets.add_page(&page);
    Some(render::lines(part::body(&page), &sheets))
}

/// Splits with the author as somebody who may speak; who does not is no participant.
pub(super) fn split(
    lines: Vec<turns::Line>,
    meta: &Meta,
    author: Option<&str>,
    settings: &FileSettings,
) -> Split {
    authors::split(lines, meta, author.as_slice(), settings)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::{File, Outcome, read};
    use crate::model::Interview;
    use proptest::prelude::*;

    fn page(bytes: &[u8]) -> Interview {
        let file = File { path: "a.html", bytes, sidecars: &[] };
        match read(&file, &FileSettings::default()) {
            Outcome::Read(mut all) => all.remove(0),
            other => panic!("{other:?}"),
        }
    }

    fn seen(interview: &Interview) -> Vec<(&str, &str)> {
        let speech = interview.turns.iter().filter(|t| t.is_speech());
        speech.map(|t| (t.speaker.as_deref().unwrap_or(""), t.text.as_str())).collect()
    }

    const TALK: &str = "<p><strong>Mara Quist:</strong> Why was it built of wood?</p>\n\
        <p><strong>Ole Brandt:</strong> It was cheap, and there was plenty of it.</p>\n<p>Also light.</p>\n\
        <p><strong>Mara Quist:</strong> And the engine?</p>\n<p><strong>Ole Brandt:</strong> From a bus.</p>\n";

    #[test]
    fn the_article_is_read_and_what_is_around_it_is_not() {
        let html = format!(
            "<!doctype html><html><head><title>The old ferry | Harbour News</title>\n\
             <meta property=og:site_name content='Harbour News'><meta name=date content='2019-05-02T10:00:00Z'>\n\
             <style>p {{}}</style></head><body><nav>Home: news</nav><article><h1>The old ferry</h1>\n{TALK}\
             <script>var x = 'Bob: no';</script></article><footer>Contact: desk</footer></body></html>"
        );
        let got = page(html.as_bytes());
        let want = [
            ("Mara Quist", "Why was it built of wood?"),
            ("Ole Brandt", "It was cheap, and there was plenty of it.\n\nAlso light."),
            ("Mara Quist", "And the engine?"),
            ("Ole Brandt", "From a bus."),
        ];
        assert_eq!(seen(&got), want);
        assert_eq!(got.meta.title.as_deref(), Some("The old ferry"));
        assert_eq!(got.meta.publisher.as_deref(), Some("Harbour News"));
        assert_eq!(got.meta.date.as_deref(), Some("2019-05-02"));
        assert_eq!(got.turns.iter().find(|t| t.is_speech()).unwrap().line, Some(4));
        assert!(got.turns.iter().all(|t| !t.text.contains("Contact") && !t.text.contains("Bob")));
    }

    #[test]
    fn a_body_with_more_speech_goes_before_a_teaser() {
        let html =
            format!("<html><body><article><p>Read our talk.</p></article><div>{TALK}</div></body></html>");
        assert_eq!(seen(&page(html.as_bytes())).len(), 4);
    }

    #[test]
    fn what_stands_beside_the_article_is_left_out() {
        let html = format!(
            "<html><body><div class=menu><ul><li><a href=/a>More news from the harbour</a></li></ul></div>\
             <div class='post newsletter-post'>{TALK}<div class='newsletter-signup'><p>Sign up now.</p></div>{TALK}\
             <h3>Related</h3></div><div class=widgets><h2>Recent posts</h2><ul><li><a href=/b>The new ferry</a></li></ul></div></body></html>"
        );
        let got = page(html.as_bytes());
        assert_eq!(seen(&got).len(), 8);
        let text: String = got.turns.iter().map(|t| t.text.as_str()).collect();
        assert!(["More news", "Sign up", "new ferry"].iter().all(|t| !text.contains(t)), "{text}");
    }

    #[test]
    fn a_page_that_a_script_shows_is_read() {
        let html =
            format!("<html><body><div id=js_content style='visibility: hidden;'>{TALK}</div></body></html>");
        assert_eq!(seen(&page(html.as_bytes())).len(), 4);
    }

    #[test]
    fn tables_tabs_and_old_pages() {
        let html = "<HTML><BODY><TABLE><TR><TD>MARA:</TD><TD><P>Why wood?</P></TD></TR><TR><TD>OLE:</TD><TD>Cheap.</TD></TR>\
            <TR><TD>MARA:</TD><TD>And the engine?</TD></TR><TR><TD>OLE:</TD><TD>From a bus.</TD></TR></TABLE></BODY></HTML>";
        let got = page(html.as_bytes());
        assert_eq!(
            seen(&got).iter().map(|(_, t)| *t).collect::<Vec<_>>(),
            ["Why wood?", "Cheap.", "And the engine?", "From a bus."]
        );
    }

    #[test]
    fn the_declared_encoding_is_believed_unless_the_bytes_are_utf8() {
        let html = "<html><head><meta charset=windows-1252></head><body><p>Mara: It\u{92}s</p></body></html>";
        let bytes: Vec<u8> = html.chars().map(|c| c as u8).collect();
        let got = page(&bytes);
        assert_eq!(got.encoding, "windows-1252");
        assert!(got.turns[0].text.contains("It’s"), "{:?}", got.turns);
        let html = "<html><head><meta charset=windows-1252></head><body><p>玛拉：旧船</p></body></html>";
        assert_eq!(page(html.as_bytes()).encoding, "utf-8");
    }

    #[test]
    fn nesting_is_bounded() {
        let html = "<html><body>".to_owned() + &"<div><b>".repeat(100_000);
        let file = File { path: "a.html", bytes: html.as_bytes(), sidecars: &[] };
        assert!(matches!(read(&file, &FileSettings::default()), Outcome::Failed { .. }));
    }

    proptest! {
        #[test]
        fn no_turn_is_lost_wherever_it_stands(
            turns in prop::collection::vec((prop::sample::select(vec!["Ann", "Bo"]), "[a-z]{1,8}( [a-z]{1,8}){0,20}"), 4..16),
            tags in prop::collection::vec(prop::sample::select(vec![("<p>", "</p>"), ("<div>", "</div>"), ("<section><p>", "</p></section>"),
                ("<ul><li>", "</li></ul>"), ("<table><tr><td>", "</td></tr></table>"), ("", "<br><br>"),
            ]), 16),
        ) {
            let mut html = String::from("<html><body><div>");
            for (i, ((name, text), (open, close))) in turns.iter().zip(&tags).enumerate() {
                let name = if i % 2 == 0 { "Cy" } else { name };
                html += &format!("{open}<b>{name}:</b> Said {text}.{close}\n");
            }
            html += "</div></body></html>";
            let got = page(html.as_bytes());
            let text: String = got.turns.iter().map(|t| format!("{}\n\n", t.text)).collect();
            for (_, said) in &turns {
                prop_assert!(text.contains(said.as_str()), "{said} {html}");
            }
        }

        #[test]
        fn no_page_panics_and_no_word_is_lost(parts in prop::collection::vec(prop::sample::select(vec![
            "<p>", "</p>", "<b>", "</b>", "<td>", "<tr>", "<table>", "</table>", "<br>", "<h2>", "</h2>", "<li>", "<pre>",
            "<div", " ", "\n", "\t", "alpha", "旧船", "</div>", "<blockquote>", "&nbsp;", ">", "\"", "<!-- x -->",
        ]), 0..40)) {
            let html = format!("<html><body>zero {}", parts.concat());
            if let Outcome::Read(all) = read(&File { path: "a.html", bytes: html.as_bytes(), sidecars: &[] }, &FileSettings::default()) {
                let text: String = all[0].turns.iter().map(|t| format!("{} {}", t.speaker.as_deref().unwrap_or(""), t.text)).collect();
                prop_assert!(text.contains("zero"));
            }
        }
    }
}
