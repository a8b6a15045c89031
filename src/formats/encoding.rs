//! Bytes become text: byte order marks, strict UTF-8, a test for UTF-16 without a mark, what a page or an
//! XML file declares, then a guess on the whole file among the legacy encodings.
//!
//! The guess is chardetng's (Henri Sivonen), which wants the whole file; GBK is decoded as its superset GB18030.

use std::borrow::Cow;

use encoding_rs::{BIG5, EUC_JP, EUC_KR, Encoding, GB18030, GBK, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE};

use crate::analysis::is_han;

/// The text of a file and the name of its encoding, or none for a binary file.
pub(super) fn decode(bytes: &[u8]) -> Option<(Cow<'_, str>, &'static str)> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return Some(decode_as(encoding, &bytes[mark..]));
    }
    if let Some(encoding) = utf16_without_mark(bytes) {
        return Some(decode_as(encoding, bytes));
    }
    if bytes.contains(&0) {
        return None;
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Some((text.into(), "utf-8"));
    }
    if nearly_utf8(bytes) {
        return Some((String::from_utf8_lossy(bytes), "utf-8"));
    }
    let guess = declared(bytes).unwrap_or_else(|| guess(bytes));
    let (text, name) = decode_as(guess, bytes);
    (!looks_binary(&text)).then_some((text, name))
}

/// Decodes; malformed sequences become U+FFFD.
fn decode_as<'a>(encoding: &'static Encoding, bytes: &'a [u8]) -> (Cow<'a, str>, &'static str) {
    (encoding.decode_without_bom_handling(bytes).0, name(encoding))
}

fn name(encoding: &'static Encoding) -> &'static str {
    match encoding.name() {
        "UTF-8" => "utf-8",
        "UTF-16LE" => "utf-16le",
        "UTF-16BE" => "utf-16be",
        "gb18030" => "gb18030",
        "Big5" => "big5",
        "windows-1252" => "windows-1252",
        other => other,
    }
}

/// UTF-16 of Latin text has a zero in nearly every second byte; of Chinese text, line feeds and full stops
/// that make sense in one byte order only.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    if bytes.len() < 4 || !bytes.len().is_multiple_of(2) || !bytes.contains(&0) {
        return None;
    }
    [UTF_16LE, UTF_16BE].into_iter().find(|encoding| {
        let (text, malformed) = encoding.decode_without_bom_handling(bytes);
        let odd = text.chars().filter(|&c| !plausible(c)).count();
        !malformed
            && odd * 50 <= text.chars().count()
            && text.chars().any(|c| c == '\n' || c == ' ' || c == '。')
    })
}

/// Characters that transcripts in the languages of this tool are made of.
fn plausible(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{24f}' | '\u{300}'..='\u{36f}' | '\u{2000}'..='\u{206f}'
        | '\u{3000}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}')
}

/// UTF-8 with a few broken bytes (a cut character, a pasted one) is still UTF-8.
fn nearly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > 20 * bad
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(None, chardetng::Utf8Detection::Deny);
    match guess {
        g if g == GBK => GB18030,
        g if g == UTF_8 => encoding_rs::WINDOWS_1252,
        g if g == BIG5 => BIG5,
        g => g,
    }
}

/// File names in one archive, which does not say how they are written: UTF-8, else the East Asian encoding that all
/// the others together look like, else code page 437 of the old PC.
pub(super) fn names<'a>(raw: impl Iterator<Item = &'a [u8]> + Clone) -> Vec<String> {
    let others: Vec<&[u8]> = raw.clone().filter(|name| std::str::from_utf8(name).is_err()).collect();
    let encoding = east_asian(&others.join(&b'\n'));
    let read = |name: &[u8]| match (std::str::from_utf8(name), encoding) {
        (Ok(name), _) => name.to_owned(),
        (_, Some(encoding)) => encoding.decode_without_bom_handling(name).0.into_owned(),
        _ => name
            .iter()
            .map(|&b| if b < 0x80 { char::from(b) } else { CP437[usize::from(b - 0x80)] })
            .collect(),
    };
    raw.map(read).collect()
}

/// The upper half of code page 437.
#[rustfmt::skip]
const CP437: [char; 128] = [
    'Ç', 'ü', 'é', 'â', 'ä', 'à', 'å', 'ç', 'ê', 'ë', 'è', 'ï', 'î', 'ì', 'Ä', 'Å',
    'É', 'æ', 'Æ', 'ô', 'ö', 'ò', 'û', 'ù', 'ÿ', 'Ö', 'Ü', '¢', '£', '¥', '₧', 'ƒ',
    'á', 'í', 'ó', 'ú', 'ñ', 'Ñ', 'ª', 'º', '¿', '⌐', '¬', '½', '¼', '¡', '«', '»',
    '░', '▒', '▓', '│', '┤', '╡', '╢', '╖', '╕', '╣', '║', '╗', '╝', '╜', '╛', '┐',
    '└', '┴', '┬', '├', '─', '┼', '╞', '╟', '╚', '╔', '╩', '╦', '╠', '═', '╬', '╧',
    '╨', '╤', '╥', '╙', '╘', '╒', '╓', '╫', '╪', '┘', '┌', '█', '▄', '▌', '▐', '▀',
    'α', 'ß', 'Γ', 'π', 'Σ', 'σ', 'µ', 'τ', 'Φ', 'Θ', 'Ω', 'δ', '∞', 'φ', 'ε', '∩',
    '≡', '±', '≥', '≤', '⌠', '⌡', '÷', '≈', '°', '∙', '·', '√', 'ⁿ', '²', '■', '\u{a0}',
];

/// The East Asian encoding of a short text; none if it looks Western. The guess wants more text than a name, so
/// what decodes to nothing but common Chinese is believed without it.
fn east_asian(bytes: &[u8]) -> Option<&'static Encoding> {
    let guessed = guess(bytes);
    if [GB18030, BIG5, SHIFT_JIS, EUC_JP, EUC_KR].contains(&guessed) {
        return Some(guessed);
    }
    let chinese =
        |c: char| c.is_ascii() || is_han(c) || matches!(c, '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ffef}');
    [GB18030, BIG5].into_iter().find(|encoding| {
        let (text, malformed) = encoding.decode_without_bom_handling(bytes);
        !malformed && !text.is_ascii() && text.chars().all(chinese)
    })
}

/// The encoding that a page or an XML file states in its head: `charset=…`, `encoding="…"`.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head: String = bytes.iter().take(2048).map(|&b| char::from(b).to_ascii_lowercase()).collect();
    if !head.trim_start().starts_with('<') {
        return None;
    }
    let keys = ["charset=", "encoding="];
    let (_, stated) = keys.into_iter().find_map(|key| head.split_once(key))?;
    let stated = stated.trim_start_matches(['"', '\'', ' ']);
    let label = stated.split(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_' | ':')).next()?;
    match Encoding::for_label(label.as_bytes())? {
        e if e == UTF_8 || e == UTF_16LE || e == UTF_16BE => None,
        e if e == GBK => Some(GB18030),
        e => Some(e),
    }
}

/// Text full of control characters was none.
fn looks_binary(text: &str) -> bool {
    let total = text.chars().take(4096).count();
    let odd = text
        .chars()
        .take(4096)
        .filter(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}'))
        .count();
    odd * 20 > total
}

#[cfg(test)]
mod tests {
    use super::*;

    const ZH: &str =
        "林知远：我们修复这条渡船，用了整整三年。\n周曼：为什么是三年？\n林知远：因为木头要等。\n";
    const TW: &str = "林知遠：我們修復這條渡船，用了整整三年，學徒們都留了下來。\n周曼：為什麼是三年？這裡沒有別的辦法嗎？\n";

    fn encoded(encoding: &'static Encoding, text: &str) -> Vec<u8> {
        encoding.encode(text).0.into_owned()
    }

    fn utf16(text: &str, big: bool) -> Vec<u8> {
        text.encode_utf16().flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect()
    }

    #[test]
    fn each_encoding_is_told_apart() {
        assert_eq!(decode(ZH.as_bytes()), Some((ZH.into(), "utf-8")));
        assert_eq!(decode(&encoded(GB18030, ZH)), Some((ZH.into(), "gb18030")));
        assert_eq!(decode(&encoded(BIG5, TW)), Some((TW.into(), "big5")));
        let latin = "Zoë: It cost £40 — “nothing”, said André.\nÉva: Très bien, the café was naïve.\n";
        assert_eq!(decode(&encoded(encoding_rs::WINDOWS_1252, latin)), Some((latin.into(), "windows-1252")));
    }

    #[test]
    fn utf16_is_read_with_and_without_its_mark() {
        for text in [ZH, "Ann: Hello there.\nBob: Hello.\n"] {
            assert_eq!(decode(&utf16(text, false)), Some((text.into(), "utf-16le")));
            assert_eq!(decode(&utf16(text, true)), Some((text.into(), "utf-16be")));
            let marked = [vec![0xff, 0xfe], utf16(text, false)].concat();
            assert_eq!(decode(&marked), Some((text.into(), "utf-16le")));
        }
    }

    #[test]
    fn names_in_an_archive_are_read_together() {
        let read = |names: &[Vec<u8>]| super::names(names.iter().map(Vec::as_slice));
        let sets: [(&'static Encoding, &[&str]); 4] = [
            (GB18030, &["访谈.txt"]),
            (GB18030, &["2019/林知远谈渡船.txt", "2019/周曼.docx", "说明.txt"]),
            (BIG5, &["訪談/陳素蘭談渡船.txt", "訪談/舊渡頭的故事.docx", "訪談/逐字稿.txt"]),
            (encoding_rs::UTF_8, &["访谈.txt", "café.txt"]),
        ];
        for (encoding, names) in sets {
            let raw: Vec<_> = names.iter().map(|n| encoded(encoding, n)).collect();
            assert_eq!(read(&raw), names, "{}", encoding.name());
        }
        assert_eq!(read(&[b"caf\x82.txt".to_vec(), b"a.txt".to_vec()]), ["café.txt", "a.txt"]);
    }

    #[test]
    fn a_byte_order_mark_is_no_text() {
        assert_eq!(decode(b"\xef\xbb\xbfAnn: Hi"), Some(("Ann: Hi".into(), "utf-8")));
    }

    #[test]
    fn binary_files_are_no_text() {
        assert_eq!(decode(b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0>\0"), None);
        assert_eq!(decode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0\0\0"), None);
    }

    #[test]
    fn a_broken_byte_does_not_change_the_encoding() {
        let mut bytes = ZH.repeat(3).into_bytes();
        bytes.push(0xe4);
        let (text, encoding) = decode(&bytes).unwrap();
        assert_eq!(encoding, "utf-8");
        assert!(text.ends_with('\u{fffd}'));
    }
}
