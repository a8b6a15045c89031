//! Text files that are no transcripts: read-mes, licences, source code, tables of figures.

use super::Source;

/// Stems of files that accompany a folder rather than being part of an archive.
const NAMES: &[&str] = &[
    "readme",
    "license",
    "licence",
    "copying",
    "changelog",
    "contributing",
    "code_of_conduct",
    "authors",
    "notice",
    "makefile",
    "dockerfile",
    "requirements",
    "todo",
    "install",
    "security",
];

/// Why a file in which no label was found is no transcript either; none if it may be one.
pub(super) fn reason(source: &Source<'_>) -> Option<String> {
    let stem = source.stem().to_lowercase();
    if NAMES
        .iter()
        .any(|n| stem == *n || stem.strip_prefix(n).is_some_and(|rest| rest.starts_with(['.', '-', '_'])))
    {
        return Some(format!("{} accompanies files rather than being a transcript", source.stem()));
    }
    if source.text.starts_with("#!") {
        return Some(String::from("this is a script, not a transcript"));
    }
    let lines: Vec<&str> = source.text.lines().map(str::trim).filter(|l| !l.is_empty()).take(400).collect();
    let share =
        |f: fn(&str) -> bool| lines.iter().filter(|l| f(l)).count() as f64 / lines.len().max(1) as f64;
    if lines.len() >= 5 && share(is_code) > 0.3 {
        return Some(String::from("this looks like source code, not like a transcript"));
    }
    if lines.len() >= 3 && share(is_figures) > 0.6 {
        return Some(String::from("this looks like a table of figures, not like a transcript"));
    }
    None
}

fn is_code(line: &str) -> bool {
    line.ends_with([';', '{', '}'])
        || line.starts_with("#include")
        || line.starts_with("//")
        || line.starts_with("import ")
        || line.starts_with("def ")
        || line.starts_with("return ")
        || line.starts_with('<') && line.ends_with('>')
        || line.contains(" = ") && line.ends_with([')', ']', '"', '\''])
        || line.ends_with("):")
}

fn is_figures(line: &str) -> bool {
    let letters = line.chars().filter(|c| c.is_alphabetic()).count();
    let figures =
        line.chars().filter(|c| c.is_numeric() || matches!(c, ',' | ';' | '\t' | '|' | '.' | '%')).count();
    figures > letters
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::File;

    fn reason_for(path: &str, text: &str) -> Option<String> {
        let file = File { path, bytes: text.as_bytes(), sidecars: &[] };
        reason(&Source::decode(&file).unwrap())
    }

    #[test]
    fn what_is_no_transcript_is_told() {
        assert!(reason_for("README.md", "# Tool\n\nInstall it.\n").unwrap().contains("README"));
        assert!(
            reason_for("a.txt", "int main() {\n  x = 1;\n  y = 2;\n  f(x);\n}\n")
                .unwrap()
                .contains("source code")
        );
        assert!(reason_for("make", "#!/bin/sh\nAnn: one\n").unwrap().contains("script"));
        assert!(reason_for("a.txt", "1,2,3\n4,5,6\n7,8,9\n").unwrap().contains("figures"));
        assert_eq!(
            reason_for("a.txt", "It was a long day.\nWe talked about boats.\nThen it rained.\nSo.\nYes.\n"),
            None
        );
    }
}
