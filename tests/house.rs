//! The rules of the house, held by a test: who may import whom, how large a room may grow, what may not be
//! written. `ARCHITECTURE.md` says why.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// Who may import whom, rooms in dependency order. `error` is open to all.
const IMPORTS: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("analysis", &[]),
    ("turns", &["model", "analysis"]),
    ("query", &["model", "analysis"]),
    ("people", &["model", "analysis"]),
    ("formats", &["model", "turns", "analysis"]),
    ("corpus", &["model", "formats"]),
    ("index", &["model", "analysis", "corpus"]),
    ("search", &["model", "analysis", "query", "people", "index"]),
    ("engine", &["model", "query", "people", "corpus", "index", "search"]),
    ("output", &["model"]),
    ("cli", &["model", "engine", "output", "query::fields"]),
];

/// Crates that are named in some rooms only.
const CRATES: &[(&str, &[&str])] = &[
    ("tantivy", &["index", "search"]),
    ("jieba_rs", &["analysis"]),
    ("clap", &["cli"]),
    ("anyhow", &["cli", "main.rs"]),
];

/// What stands nowhere outside tests.
const NOWHERE: &[&str] = &[
    ".unwrap()",
    ".expect(",
    "todo!",
    "unimplemented!",
    "dbg!",
    "#[allow",
    "#![allow",
    "println!",
    "print!",
    "eprintln!",
    "eprint!",
];

/// What only the front end may do.
const FRONT_END: &[&str] =
    &["std::env", "env::var", "process::exit", "io::stdout", "io::stderr", "io::stdin"];

const BODY_LINES: usize = 400;
const FUNCTION_LINES: usize = 60;

/// A source file, without its tests.
struct Source {
    /// Below `src`, such as `cli/mod.rs`.
    path: PathBuf,
    /// As written.
    text: String,
    /// The body with comments and the insides of literals blanked out, lines kept.
    code: String,
}

impl Source {
    /// The room, or the file itself for those of no room.
    fn room(&self) -> &str {
        self.path.iter().next().and_then(|room| room.to_str()).unwrap_or_default()
    }

    /// How deep the module is: 1 for `cli/mod.rs`, 2 for `cli/search.rs`.
    fn depth(&self) -> usize {
        let named = usize::from(!self.path.ends_with("mod.rs"));
        self.path.components().count() - 1 + named
    }
}

fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        match path.is_dir() {
            _ if name == ".git" => {}
            true if folder == top() && ["target", "index"].contains(&name.as_str()) => {}
            true => found.extend(files_below(&path)),
            false => found.push(path),
        }
    }
    found.sort();
    found
}

/// Every source file that is not a test throughout.
fn sources() -> Vec<Source> {
    let src = top().join("src");
    let files: Vec<PathBuf> =
        files_below(&src).into_iter().filter(|path| path.extension().is_some_and(|e| e == "rs")).collect();
    let tests: Vec<PathBuf> = files.iter().flat_map(|path| test_files(path)).collect();
    let read = |path: &PathBuf| {
        let text = fs::read_to_string(path).unwrap();
        let code = blanked(body(&text));
        Source { path: path.strip_prefix(&src).unwrap().to_owned(), text, code }
    };
    let found: Vec<Source> = files.iter().filter(|path| !tests.contains(path)).map(read).collect();
    assert!(found.len() > 30, "the sources are somewhere else");
    found
}

/// The files of the modules that a file declares for tests only.
fn test_files(path: &Path) -> Vec<PathBuf> {
    let text = fs::read_to_string(path).unwrap();
    let declared = text.split("#[cfg(test)]\nmod ").skip(1).filter_map(|rest| {
        let (name, after) = rest.split_at(rest.find(|c: char| !c.is_alphanumeric() && c != '_')?);
        after.starts_with(';').then(|| format!("{name}.rs"))
    });
    let folder =
        if path.ends_with("mod.rs") { path.parent().unwrap().to_owned() } else { path.with_extension("") };
    declared.map(|name| folder.join(name)).collect()
}

/// What stands above the first `#[cfg(test)]` that opens a line.
fn body(text: &str) -> &str {
    let at = text.match_indices("#[cfg(test)]").map(|(at, _)| at);
    let opens_line = |at: &usize| text[..*at].ends_with('\n');
    &text[..at.into_iter().find(opens_line).unwrap_or(text.len())]
}

/// The code with comments and the insides of string and character literals blanked out, lines kept.
fn blanked(code: &str) -> String {
    let mut out = String::with_capacity(code.len());
    let mut rest = code;
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |at| at + 2),
            'r' if !out.ends_with(|c: char| c.is_alphanumeric() || c == '_') => raw_string(rest),
            '"' => 1 + escaped(&rest[1..], '"'),
            '\'' if is_character(rest) => 1 + escaped(&rest[1..], '\''),
            _ => 0,
        };
        if length == 0 {
            out.push(c);
            rest = &rest[c.len_utf8()..];
            continue;
        }
        out.extend(rest[..length].chars().filter(|c| *c == '\n'));
        rest = &rest[length..];
    }
    out
}

/// The length of a literal up to and with its closing quote.
fn escaped(text: &str, quote: char) -> usize {
    let mut escape = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if escape => escape = false,
            '\\' => escape = true,
            _ if c == quote => return at + c.len_utf8(),
            _ => {}
        }
    }
    text.len()
}

/// A character literal rather than a lifetime.
fn is_character(text: &str) -> bool {
    let mut chars = text.chars().skip(1);
    chars.next() == Some('\\') || chars.next() == Some('\'')
}

/// The length of a raw string, 0 if there is none.
fn raw_string(text: &str) -> usize {
    let hashes = text[1..].bytes().take_while(|b| *b == b'#').count();
    if !text[1 + hashes..].starts_with('"') {
        return 0;
    }
    let end = format!("\"{}", "#".repeat(hashes));
    text[2 + hashes..].find(&end).map_or(text.len(), |at| 2 + hashes + at + end.len())
}

/// Places of a word or path that is not part of a longer one, as line numbers.
fn lines_with(code: &str, needle: &str) -> Vec<usize> {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    let whole = |at: usize| {
        let open = needle.starts_with(part) && code[..at].ends_with(part);
        let close = needle.ends_with(part) && code[at + needle.len()..].starts_with(part);
        !open && !close
    };
    let places = code.match_indices(needle).map(|(at, _)| at).filter(|at| whole(*at));
    places.map(|at| code[..at].matches('\n').count() + 1).collect()
}

/// Every path that begins at the crate's root, as `room::rest`, with its line.
fn crate_paths(code: &str) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        if code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '$') {
            continue;
        }
        let line = code[..at].matches('\n').count() + 1;
        let rest = &code[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            Some(group) => found.extend(group_members(group).into_iter().map(|path| (path, line))),
            None => found.push((path_of(rest), line)),
        }
    }
    found
}

fn path_of(text: &str) -> String {
    let text: String = text.chars().take_while(|c| c.is_alphanumeric() || *c == '_' || *c == ':').collect();
    text.trim_end_matches(':').to_owned()
}

/// The members of `{a::b, c::{d, e}}`, its opening brace removed, down to the first brace inside.
fn group_members(group: &str) -> Vec<String> {
    let mut members = vec![String::new()];
    let mut depth = 1;
    for c in group.chars() {
        match c {
            '{' => depth += 1,
            '}' if depth == 1 => break,
            '}' => depth -= 1,
            ',' if depth == 1 => members.push(String::new()),
            c if depth == 1 => members.last_mut().unwrap().push(c),
            _ => {}
        }
    }
    members.iter().map(|m| path_of(m.trim())).filter(|m| !m.is_empty()).collect()
}

/// Functions longer than may be: the line they begin on and their lines of code. rustfmt puts the closing brace
/// of a function under its first character.
fn long_functions(code: &str) -> Vec<(usize, usize)> {
    let lines: Vec<&str> = code.lines().collect();
    let is_function =
        |line: &str| !lines_with(line, "fn").is_empty() && line.trim_end().ends_with(['{', '(', '<']);
    let mut long = Vec::new();
    for (i, line) in lines.iter().enumerate().filter(|(_, line)| is_function(line)) {
        let indent = line.len() - line.trim_start().len();
        let close = format!("{}}}", " ".repeat(indent));
        let end = lines[i..].iter().position(|line| *line == close).unwrap_or(0);
        let length = lines[i..=i + end].iter().filter(|line| !line.trim().is_empty()).count();
        if length > FUNCTION_LINES {
            long.push((i + 1, length));
        }
    }
    long
}

#[track_caller]
fn none(breaches: &str) {
    assert!(breaches.is_empty(), "\n{breaches}");
}

#[test]
fn every_file_opens_with_what_it_is_for() {
    let mut breaches = String::new();
    for source in sources() {
        if !source.text.starts_with("//! ") {
            writeln!(breaches, "src/{} does not open with //!", source.path.display()).unwrap();
        }
    }
    none(&breaches);
}

#[test]
fn rooms_and_functions_stay_small() {
    let mut breaches = String::new();
    for source in sources() {
        let (path, lines) = (source.path.display(), body(&source.text).lines().count());
        if lines > BODY_LINES {
            writeln!(breaches, "src/{path} has a body of {lines} lines; {BODY_LINES} are the most").unwrap();
        }
        for (line, length) in long_functions(&source.code) {
            writeln!(
                breaches,
                "src/{path}:{line}: a function of {length} lines; {FUNCTION_LINES} are the most"
            )
            .unwrap();
        }
    }
    none(&breaches);
}

#[test]
fn imports_follow_the_table() {
    let mut breaches = String::new();
    for source in sources() {
        let (path, room) = (source.path.display(), source.room());
        if ["lib.rs", "main.rs", "error.rs"].contains(&room) {
            continue;
        }
        let Some((_, allowed)) = IMPORTS.iter().find(|(name, _)| *name == room) else {
            writeln!(breaches, "src/{path}: the room {room} is not in the table").unwrap();
            continue;
        };
        let fits = |import: &str| {
            let own = [room, "error", "Error", "Result"];
            let under = |name: &&str| import == *name || import.starts_with(&format!("{name}::"));
            own.iter().any(under) || allowed.iter().any(under)
        };
        for (import, line) in crate_paths(&source.code).into_iter().filter(|(import, _)| !fits(import)) {
            writeln!(breaches, "src/{path}:{line}: {room} may not import {import}").unwrap();
        }
        for line in lines_with(&source.code, &"super::".repeat(source.depth())) {
            writeln!(breaches, "src/{path}:{line}: super:: leaves the room; write crate::").unwrap();
        }
    }
    none(&breaches);
}

#[test]
fn some_crates_are_named_in_some_rooms_only() {
    let mut breaches = String::new();
    for source in sources() {
        for (name, rooms) in CRATES.iter().filter(|(_, rooms)| !rooms.contains(&source.room())) {
            for line in lines_with(&source.code, name) {
                let (path, rooms) = (source.path.display(), rooms.join(", "));
                writeln!(breaches, "src/{path}:{line}: {name} is named only in {rooms}").unwrap();
            }
        }
    }
    none(&breaches);
}

#[test]
fn nothing_panics_on_purpose_prints_or_silences_a_lint() {
    let mut breaches = String::new();
    for source in sources() {
        let front_end = ["cli", "main.rs"].contains(&source.room());
        let forbidden = FRONT_END.iter().filter(|_| !front_end).chain(NOWHERE);
        for needle in forbidden {
            for line in lines_with(&source.code, needle) {
                writeln!(breaches, "src/{}:{line}: {needle}", source.path.display()).unwrap();
            }
        }
    }
    none(&breaches);
}

#[test]
fn no_module_is_a_drawer() {
    let mut breaches = String::new();
    for source in sources() {
        for part in source.path.with_extension("").iter().filter_map(|part| part.to_str()) {
            if ["utils", "util", "helpers", "helper", "common", "misc"].contains(&part) {
                writeln!(breaches, "src/{} is named for nothing it does", source.path.display()).unwrap();
            }
        }
    }
    none(&breaches);
}

#[test]
fn no_path_of_a_machine_is_written_down() {
    let mut breaches = String::new();
    for path in files_below(top()) {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        for folder in ["home", "root", "work", "srv", "mnt", "Users"] {
            let needle = format!("/{folder}/");
            let from_root =
                |at: usize| !text[..at].ends_with(|c: char| c.is_alphanumeric() || "._~-/".contains(c));
            let named = |at: usize| text[at + needle.len()..].starts_with(|c: char| c.is_alphanumeric());
            for (at, _) in text.match_indices(&needle).filter(|(at, _)| from_root(*at) && named(*at)) {
                let line = text[..at].matches('\n').count() + 1;
                writeln!(breaches, "{}:{line}: a path of a machine", path.display()).unwrap();
            }
        }
    }
    none(&breaches);
}

/// The checks above see what they are to see.
#[test]
fn the_checks_can_fail() {
    let code = blanked(
        "let s = \"x.unwrap()\"; // .expect(\nlet c = '\"'; y.unwrap(); r#\"tantivy\"#; fn f<'a>() {}\n",
    );
    assert_eq!(lines_with(&code, ".unwrap()"), [2]);
    assert!(lines_with(&code, ".expect(").is_empty() && lines_with(&code, "tantivy").is_empty());
    let paths =
        crate_paths("use crate::{Result, model::{Turn, time}, query};\nlet x = crate::index::open();");
    let names: Vec<&str> = paths.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(names, ["Result", "model", "query", "index::open"]);
    let long = format!("impl X {{\n    fn f(\n    ) {{\n{}    }}\n}}\n", "        g();\n".repeat(60));
    assert_eq!(long_functions(&long), [(2, 63)]);
    assert_eq!(body("a\n#[cfg(test)]\nb"), "a\n");
    assert!(lines_with("eprintln!(x)", "println!").is_empty());
}
