//! How a Chinese name may be written in Latin letters: Hanyu Pinyin, Wade-Giles without its apostrophes.
//!
//! Readings are those of the crate `pinyin` (Unihan and the 现代汉语词典), all of a character that has several. A key
//! is `surname|given`, so that the border between them counts and their order does not. Deliberately absent: tones,
//! Cantonese, Hokkien and the names people choose (Eric).

use pinyin::ToPinyinMulti;

/// A character is read in so many ways at most.
const READINGS: usize = 3;

/// Surnames of two characters.
const DOUBLE: &str = "欧阳 歐陽 司马 司馬 上官 诸葛 諸葛 东方 東方 皇甫 尉迟 公孙 公孫 慕容 令狐 司徒 司空 夏侯 端木 百里 南宫 长孙 宇文 轩辕 闻人 澹台 \
     万俟 呼延 张简 張簡 范姜 拓跋 独孤";

/// A way of writing a syllable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum System {
    Pinyin,
    WadeGiles,
}

/// The keys of a Chinese name, given as its characters.
pub(super) fn keys(chars: &[String], system: System) -> Vec<String> {
    let surname = if chars.len() > 2 && is_surname(&chars[..2]) { 2 } else { 1 };
    let mut keys = vec![String::new()];
    for (i, c) in chars.iter().enumerate() {
        let readings = syllables(c, system);
        let border = if i == surname { "|" } else { "" };
        keys =
            keys.iter().flat_map(|key| readings.iter().map(move |r| format!("{key}{border}{r}"))).collect();
    }
    keys.retain(|key| key.contains('|'));
    keys
}

/// Whether these are the two characters of a surname.
pub(super) fn is_surname(chars: &[String]) -> bool {
    chars.len() == 2 && DOUBLE.split_whitespace().any(|surname| surname == chars.concat())
}

/// The first letters of a Chinese name's syllables, in its usual reading.
pub(super) fn initials(chars: &[String]) -> String {
    chars.iter().filter_map(|c| syllables(c, System::Pinyin).first()?.chars().next()).collect()
}

/// The keys of a name in Latin letters, given as its words: the surname is the first or the last of them.
pub(super) fn latin_keys(words: &[String]) -> Vec<String> {
    let mut keys = Vec::new();
    if let [first, given @ ..] = words {
        keys.push(format!("{first}|{}", given.concat()));
    }
    if let [given @ .., last] = words {
        keys.push(format!("{last}|{}", given.concat()));
    }
    keys.dedup();
    keys
}

/// The readings of a character.
fn syllables(c: &str, system: System) -> Vec<String> {
    let Some(read) = c.chars().next().and_then(|c| c.to_pinyin_multi()) else { return Vec::new() };
    let mut found: Vec<String> = Vec::new();
    for syllable in read.into_iter().map(|reading| reading.plain()) {
        let ways = match system {
            // ü is typed in several ways.
            System::Pinyin if syllable.contains('ü') => {
                ["u", "v", "yu"].iter().map(|u| syllable.replace('ü', u)).collect()
            }
            System::Pinyin => vec![syllable.to_owned()],
            System::WadeGiles => vec![wade_giles(syllable)],
        };
        if found.len() < READINGS {
            for way in ways {
                if !found.contains(&way) {
                    found.push(way);
                }
            }
        }
    }
    found
}

/// A syllable of pinyin in Wade-Giles, after the table of Giles's dictionary (1912), without apostrophes and
/// diaeresis, as in passports and newspapers.
fn wade_giles(syllable: &str) -> String {
    const INITIALS: [(&str, &str); 21] = [
        ("zh", "ch"),
        ("ch", "ch"),
        ("sh", "sh"),
        ("b", "p"),
        ("p", "p"),
        ("m", "m"),
        ("f", "f"),
        ("d", "t"),
        ("t", "t"),
        ("n", "n"),
        ("l", "l"),
        ("g", "k"),
        ("k", "k"),
        ("h", "h"),
        ("j", "ch"),
        ("q", "ch"),
        ("x", "hs"),
        ("r", "j"),
        ("z", "ts"),
        ("c", "ts"),
        ("s", "s"),
    ];
    let whole = match syllable {
        "zi" | "ci" => Some("tzu"),
        "si" => Some("ssu"),
        "yi" => Some("i"),
        "you" => Some("yu"),
        "ye" => Some("yeh"),
        "yue" => Some("yueh"),
        "yan" => Some("yen"),
        "yong" => Some("yung"),
        "er" => Some("erh"),
        _ => None,
    };
    if let Some(whole) = whole {
        return whole.to_owned();
    }
    let split = INITIALS.iter().find_map(|(from, to)| Some((*from, *to, syllable.strip_prefix(from)?)));
    let Some((from, to, rest)) = split else { return syllable.replace('ü', "u") };
    let throat = matches!(from, "g" | "k" | "h");
    let rest = match rest {
        "i" if matches!(from, "zh" | "ch" | "sh" | "r") => "ih",
        "ian" => "ien",
        "ie" => "ieh",
        "ue" | "üe" => "ueh",
        "ong" => "ung",
        "iong" => "iung",
        "e" if throat => "o",
        "uo" if !throat && from != "sh" => "o",
        "ui" if matches!(from, "g" | "k") => "uei",
        rest => rest,
    };
    format!("{to}{rest}").replace('ü', "u")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chars(name: &str) -> Vec<String> {
        name.chars().map(String::from).collect()
    }

    #[test]
    fn chinese_names_are_read_in_all_ways() {
        assert_eq!(keys(&chars("张三丰"), System::Pinyin), ["zhang|sanfeng"]);
        assert!(keys(&chars("曾小明"), System::Pinyin).contains(&"zeng|xiaoming".into()));
        assert!(keys(&chars("歐陽修"), System::Pinyin).contains(&"ouyang|xiu".into()));
        assert!(keys(&chars("吕布"), System::Pinyin).contains(&"lv|bu".into()));
        assert_eq!(initials(&chars("井贤栋")), "jxd");
    }

    #[test]
    fn the_surname_is_first_or_last() {
        let latin = |name: &str| latin_keys(&name.split(' ').map(str::to_owned).collect::<Vec<_>>());
        assert_eq!(latin("zhang san feng"), ["zhang|sanfeng", "feng|zhangsan"]);
        assert!(latin("sanfeng zhang").contains(&"zhang|sanfeng".into()));
    }

    #[test]
    fn wade_giles_is_what_passports_say() {
        let wade = |name: &str| keys(&chars(name), System::WadeGiles);
        assert!(wade("高添水").contains(&"kao|tienshui".into()), "{:?}", wade("高添水"));
        assert!(wade("蔣經國").contains(&"chiang|chingkuo".into()), "{:?}", wade("蔣經國"));
        assert!(wade("許志雄").contains(&"hsu|chihhsiung".into()), "{:?}", wade("許志雄"));
    }
}
