//! The properties of a document: title, authors, when it was made; and when to believe them.
//!
//! Word processors fill them in by themselves: a title may be the name of a file or a template, the date that of the
//! template. What the document itself says goes first. Deliberately absent: subject, keywords, company.

use crate::formats::xml::{Node, Nodes, get};
use crate::model::Meta;
use crate::turns::{Line, find_date};

/// Lines of the document in which its title may stand.
const HEAD: usize = 8;
/// Titles that programs give, or parts of them; lower case.
const EMPTY_TITLES: &[&str] = &[
    "document",
    "untitled",
    "microsoft word",
    "template",
    "transcript template",
    "word document",
    "new document",
    "powerpoint presentation",
    "文档",
    "新建",
    "无标题",
    "無標題",
    "未命名",
    "模板",
];
/// When the templates of widespread programs were made: such a date says nothing of the document.
const MADE_BY_PROGRAMS: &[&str] =
    &["2013-12-23", "1601-01-01", "1970-01-01", "1980-01-01", "1900-01-01", "2000-01-01"];

/// What a document's properties say.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::formats) struct Properties {
    /// The title.
    pub(in crate::formats) title: Option<String>,
    /// Who wrote it and who changed it last: either may have held the interview.
    pub(in crate::formats) authors: Vec<String>,
    /// When it was made, as written.
    pub(in crate::formats) created: Option<String>,
    /// When it was changed last, as written.
    pub(in crate::formats) modified: Option<String>,
    /// Who published it.
    pub(in crate::formats) publisher: Option<String>,
}

impl Properties {
    /// Reads `docProps/core.xml`, or the `office:meta` of an OpenDocument file; stops at the body of a flat one.
    pub(in crate::formats) fn read(nodes: &mut Nodes<'_>) -> Self {
        let mut found = Self::default();
        while let Some(node) = nodes.next() {
            let Node::Open { name, attributes, .. } = node else { continue };
            match name.as_str() {
                "body" | "styles" | "automatic-styles" => break,
                "user-defined" if get(&attributes, "name").is_some() => nodes.skip_element(),
                "title" => found.title = found.title.or(squeezed(&nodes.text_of_element())),
                "creator" | "initial-creator" | "lastModifiedBy" => {
                    let name = squeezed(&nodes.text_of_element());
                    found.authors.extend(name.filter(|n| !found.authors.contains(n)));
                }
                "created" | "creation-date" => found.created = squeezed(&nodes.text_of_element()),
                "modified" | "date" => found.modified = squeezed(&nodes.text_of_element()),
                "publisher" => found.publisher = squeezed(&nodes.text_of_element()),
                _ => {}
            }
        }
        found
    }

    /// The title, if the head of the document shows it: as the document writes it.
    pub(in crate::formats) fn shown_title(&self, lines: &[Line]) -> Option<String> {
        let title = self.title()?;
        let key = |text: &str| text.split_whitespace().collect::<String>().to_lowercase();
        let wanted = key(title);
        let is = |l: &&Line| key(&l.text) == wanted;
        let holds =
            |l: &&Line| l.style.heading > 0 && l.text.chars().count() >= 4 && wanted.contains(&key(&l.text));
        let head = &lines[..lines.len().min(HEAD)];
        head.iter().find(is).or_else(|| head.iter().find(holds)).map(|l| l.text.clone())
    }

    /// Fills in what neither the document nor its file's name says.
    pub(in crate::formats) fn fill(&self, meta: &mut Meta, stem: &str) {
        if meta.title.is_none() {
            meta.title = self.title().map(str::to_owned);
        }
        if meta.publisher.is_none() {
            meta.publisher.clone_from(&self.publisher);
        }
        crate::formats::filename::fill(meta, stem);
        if meta.date.is_none() {
            meta.date = self.date();
        }
    }

    /// The title, unless a program gave it.
    fn title(&self) -> Option<&str> {
        let title = self.title.as_deref()?;
        let lower = title.to_lowercase();
        let bare = lower.trim_end_matches(|c: char| c.is_ascii_digit() || c.is_whitespace());
        let file = lower.rsplit_once('.').is_some_and(|(stem, end)| {
            !stem.is_empty() && (2..=4).contains(&end.len()) && end.bytes().all(|b| b.is_ascii_alphanumeric())
        });
        let letters = title.chars().filter(|c| c.is_alphabetic()).count();
        let empty = EMPTY_TITLES.contains(&bare)
            || ["microsoft word - ", "新建 ", "新建microsoft"].iter().any(|o| lower.starts_with(o));
        let author = self.authors.iter().any(|a| a == title);
        (letters >= 2 && !file && !empty && !author && title.chars().count() <= 200).then_some(title)
    }

    /// The day it was made, unless a template's: one that was changed more than a year later, or after it was made.
    fn date(&self) -> Option<String> {
        let made = self.created.as_deref().and_then(day)?;
        let months =
            |d: &str| Some(d.get(..4)?.parse::<i32>().ok()? * 12 + d.get(5..7)?.parse::<i32>().ok()?);
        let apart = match self.modified.as_deref().and_then(day) {
            Some(changed) => months(&changed)? - months(&made)?,
            None => 0,
        };
        ((0..=12).contains(&apart) && !MADE_BY_PROGRAMS.contains(&made.as_str())).then_some(made)
    }
}

/// The day of a time stamp.
fn day(stamp: &str) -> Option<String> {
    find_date(stamp).filter(|date| date.len() == "2019-05-02".len())
}

fn squeezed(text: &str) -> Option<String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::xml::nodes;

    fn titled(title: &str) -> Option<String> {
        let properties = Properties {
            title: Some(title.to_owned()),
            authors: vec![String::from("Mara Quist")],
            ..Properties::default()
        };
        let mut meta = Meta::default();
        properties.fill(&mut meta, "talk");
        meta.title
    }

    fn dated(created: &str, modified: &str) -> Option<String> {
        let modified = Some(modified.to_owned()).filter(|m| !m.is_empty());
        let properties = Properties { created: Some(created.to_owned()), modified, ..Properties::default() };
        let mut meta = Meta::default();
        properties.fill(&mut meta, "talk");
        meta.date
    }

    #[test]
    fn properties_of_both_kinds_are_read() {
        let core = "<cp:coreProperties><dc:title> The  ferry </dc:title><dc:creator>Mara Quist</dc:creator>\
            <cp:lastModifiedBy>Ole Brandt</cp:lastModifiedBy><dcterms:created>2019-05-02T09:00:00Z</dcterms:created>\
            <dcterms:modified>2019-06-01T09:00:00Z</dcterms:modified></cp:coreProperties>";
        let got = Properties::read(&mut nodes(core));
        assert_eq!(got.title.as_deref(), Some("The ferry"));
        assert_eq!(got.authors, ["Mara Quist", "Ole Brandt"]);
        assert_eq!(got.date().as_deref(), Some("2019-05-02"));
        let meta = "<office:document-meta><office:meta><dc:title>旧渡船</dc:title><meta:initial-creator>林岸</meta:initial-creator>\
            <meta:creation-date>2021-03-14T09:00:00</meta:creation-date><dc:date>2021-03-15T00:00:00</dc:date></office:meta>";
        let got = Properties::read(&mut nodes(meta));
        assert_eq!((got.title.as_deref(), got.date().as_deref()), (Some("旧渡船"), Some("2021-03-14")));
    }

    #[test]
    fn titles_that_programs_give_are_none() {
        for title in [
            "Microsoft Word - ferry.doc",
            "Document1",
            "Untitled",
            "ferry-final.docx",
            "12",
            "Mara Quist",
            "文档1",
            "新建 Microsoft Word 文档",
            "Template",
        ] {
            assert_eq!(titled(title), None, "{title}");
        }
        assert_eq!(titled("The last wooden ferry").as_deref(), Some("The last wooden ferry"));
    }

    #[test]
    fn dates_of_templates_are_none() {
        assert_eq!(dated("2013-12-23T23:15:00Z", "2013-12-23T23:15:00Z"), None);
        assert_eq!(dated("2009-01-05T10:00:00Z", "2019-05-02T10:00:00Z"), None);
        assert_eq!(dated("2019-05-02T10:00:00Z", "2018-05-02T10:00:00Z"), None);
        assert_eq!(dated("2019-05-02T10:00:00Z", "").as_deref(), Some("2019-05-02"));
    }

    #[test]
    fn a_title_counts_as_the_document_writes_it() {
        let line = |text: &str, heading| Line {
            text: text.to_owned(),
            style: crate::turns::Style { heading, ..Default::default() },
            ..Line::default()
        };
        let properties =
            Properties { title: Some(String::from("The Ferry – a talk")), ..Properties::default() };
        assert_eq!(
            properties.shown_title(&[line("THE FERRY – A TALK", 0)]).as_deref(),
            Some("THE FERRY – A TALK")
        );
        assert_eq!(properties.shown_title(&[line("The Ferry", 1)]).as_deref(), Some("The Ferry"));
        assert_eq!(properties.shown_title(&[line("The Ferry", 0), line("Other", 1)]), None);
    }
}
