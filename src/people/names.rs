//! Names: when two are written alike, and which are no names at all.
//!
//! Deliberately absent: who has which name (`who`), and likeness (`likeness`).

use std::collections::HashSet;
use std::sync::LazyLock;

use super::romanise::is_surname;
use crate::analysis::{self, fold_name, is_han};

/// The form in which names are compared: case, width, script variants, punctuation and blanks do not matter.
pub(super) fn key(name: &str) -> String {
    analysis::exact(name).into_iter().map(|token| token.text).collect::<Vec<_>>().join(" ")
}

/// Labels that mean somebody else in every file, in English.
const ROLES: &str = "q a question answer host cohost interviewer interviewee moderator presenter anchor reporter \
     journalist speaker speakers spk guest respondent participant narrator audience man woman male female voice unknown \
     unidentified unnamed member caller student teacher translator interpreter operator analyst chair chairman \
     chairwoman chairperson judge court witness counsel facilitator panelist panellist announcer producer editor \
     researcher subject informant questioner commentator secretary everyone all both multiple crowd attendee int res mod \
     doctor patient nurse therapist client agent officer the an of in from new another other";

/// The same in Chinese; they may be composed (女嘉宾, 现场观众).
const ROLES_ZH: &str = "问 答 提问 回答 主持人 主持 记者 嘉宾 受访者 被访者 受访人 采访者 访谈者 采访人 访问者 提问者 问者 答者 翻译 口译 译者 \
     司仪 与会者 参与者 参会者 观众 听众 听友 读者 网友 学生 同学 老师 教师 教授 专家 学者 工作人员 民众 市民 男 女 男声 女声 甲 乙 丙 丁 旁白 解说 \
     主席 委员 代表 现场 众人 大家 全体 说话人 发言人 讲话人 讲者 主讲人 主播 小编 编者 笔者 采访 问题 提问人 来宾 男士 女士 先生 小姐 医生 患者 律师 \
     法官 证人 受访 助理 秘书 某人 未知 不明 一 二 三 四 五 六 七 八 九 十";

static ROLE_WORDS: LazyLock<HashSet<String>> =
    LazyLock::new(|| ROLES.split_whitespace().chain(ROLES_ZH.split_whitespace()).map(fold_name).collect());

/// Whether a label says what somebody does in one conversation, not who it is: `Q`, 主持人, `SPEAKER_00`, `3`.
pub(super) fn is_role(label: &str) -> bool {
    let key = key(label);
    let digits = |c: char| c.is_ascii_digit();
    let words: Vec<&str> =
        key.split(' ').map(|w| w.trim_end_matches(digits)).filter(|w| !w.is_empty()).collect();
    let (han, words): (Vec<&str>, Vec<&str>) = words.into_iter().partition(|w| w.chars().all(is_han));
    let letter = |word: &str| word.chars().count() == 1;
    let lone = words.len() < 2 || words.iter().any(|w| !letter(w) && ROLE_WORDS.contains(*w));
    words.iter().all(|word| ROLE_WORDS.contains(*word) || lone && letter(word)) && is_composed(&han.concat())
}

/// Whether a run of Han characters is made of role words.
fn is_composed(run: &str) -> bool {
    run.is_empty()
        || (run.char_indices().map(|(i, c)| i + c.len_utf8()))
            .any(|end| ROLE_WORDS.contains(&run[..end]) && is_composed(&run[end..]))
}

/// Titles before or after a name.
const TITLES: &str = "dr prof professor mr mrs ms miss mx sir dame lord lady rev reverend hon judge justice sen senator \
     rep president chairman captain capt col colonel gen general lt sgt fr father sister mme madame herr frau phd md \
     esq obe mbe cbe dphil msc mba";

/// Titles after a Chinese name.
const TITLES_ZH: &str = "先生 女士 小姐 老师 教授 博士 院士 律师 医生 医师 大夫 主任 主席 委员 议员 处长 局长 部长 司长 科长 组长 院长 校长 馆长 \
     会长 社长 所长 站长 店长 市长 县长 镇长 村长 区长 厂长 秘书长 执行长 董事长 总监 总裁 总编 总经理 经理 研究员 分析师 工程师 设计师 记者 主编 \
     编辑 导演 法官 同学 同志 师傅 师父 代表 顾问 队长 教练 法师 神父 牧师 将军 大使 总统 总理 大爷 大妈 阿姨 叔叔 老板 总";

static TITLE_WORDS: LazyLock<HashSet<String>> =
    LazyLock::new(|| TITLES.split_whitespace().chain(TITLES_ZH.split_whitespace()).map(fold_name).collect());

/// A name in its parts.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Name {
    /// As written.
    pub(super) text: String,
    /// As compared.
    pub(super) key: String,
    /// Without titles and affiliation: its words, folded; of a Chinese name the characters as written.
    pub(super) words: Vec<String>,
    /// Whether there was a title.
    pub(super) titled: bool,
    /// Whether there was an affiliation.
    affiliated: bool,
    /// Whether it is written in Han characters throughout.
    pub(super) han: bool,
}

impl Name {
    pub(super) fn new(text: &str) -> Self {
        let tokens = |text: &str| -> Vec<String> {
            self::key(text).split(' ').filter(|t| !t.is_empty()).map(str::to_owned).collect()
        };
        let name = without_affiliation(text);
        let all = tokens(name);
        let han = !all.is_empty() && all.iter().all(|t| t.chars().all(is_han));
        let all = if han { name.chars().filter(|c| is_han(*c)).map(String::from).collect() } else { all };
        let count = all.len();
        let words = if han { untitled_han(all) } else { untitled(all) };
        let (titled, affiliated) = (words.len() < count, name.len() < text.trim().len());
        Self { text: text.to_owned(), key: key(text), titled, affiliated, words, han }
    }

    /// Whether it says who somebody is by itself: given name and surname.
    pub(super) fn is_full(&self) -> bool {
        match self.han {
            true => (2..=5).contains(&self.words.len()) && !(self.titled && is_surname(&self.words)),
            false => {
                let long = |word: &&String| word.chars().filter(|c| c.is_alphabetic()).count() >= 2;
                let latin = self.words.iter().all(|w| !w.chars().any(is_han));
                latin && self.words.iter().filter(long).count() >= 2
            }
        }
    }

    /// The name without titles and affiliation, as compared.
    pub(super) fn bare(&self) -> String {
        if self.titled || self.affiliated { self::key(&self.words.join(" ")) } else { self.key.clone() }
    }

    /// The letters, without anything between.
    pub(super) fn letters(&self) -> String {
        self.words.concat()
    }
}

/// `Ann Lee (Besu)`, `Ann Lee | Besu`, `Ann Lee - Besu`: the name before.
fn without_affiliation(text: &str) -> &str {
    let marks = ["(", "（", "[", " | ", "｜", " - ", " – ", " — ", " @"];
    let end = marks.iter().filter_map(|mark| text.find(mark)).min();
    let before = end.and_then(|end| text.get(..end)).map_or(text, str::trim);
    if self::key(before).is_empty() { text.trim() } else { before.trim() }
}

fn untitled(mut words: Vec<String>) -> Vec<String> {
    let is_title = |word: Option<&String>| word.is_some_and(|w| TITLE_WORDS.contains(w));
    while words.len() > 1 && is_title(words.first()) {
        words.remove(0);
    }
    while words.len() > 1 && is_title(words.last()) {
        words.pop();
    }
    words
}

fn untitled_han(mut chars: Vec<String>) -> Vec<String> {
    // The longest title first: 总经理 is not the 经理 of somebody called 总.
    let title = (1..chars.len()).find(|&at| TITLE_WORDS.contains(&fold_name(&chars[at..].concat())));
    chars.truncate(title.unwrap_or(chars.len()));
    chars
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_without_what_does_not_matter() {
        assert_eq!(key("Jean-Luc  O’Brien"), key("jean luc obrien"));
        assert_eq!(key("賀長汀"), key("贺长汀："));
        assert_eq!(key("艾琳·莫罗"), key("艾琳・莫羅"));
        assert_ne!(key("SPEAKER_01"), key("SPEAKER_02"));
        assert_eq!(key("?"), "");
    }

    #[test]
    fn roles_are_no_names() {
        for role in [
            "Q",
            "A",
            "1",
            "SPEAKER_00",
            "Speaker 2",
            "S1",
            "主持人",
            "受访者甲",
            "女嘉宾",
            "說話人3",
            "Unknown Speaker",
        ] {
            assert!(is_role(role), "{role}");
        }
        for name in
            ["EJ", "J. X.", "A. B.", "王老师", "王小明", "Ann Host-Lee", "Guest of Honour Bo", "Jane", "李"]
        {
            assert!(!is_role(name), "{name}");
        }
    }

    #[test]
    fn titles_are_taken_off() {
        let bare = |text: &str| Name::new(text).words.join(" ");
        assert_eq!(bare("Prof. Dr. Jane Doe, PhD"), "jane doe");
        assert_eq!(
            (bare("王小明教授"), bare("王老師"), bare("王总经理")),
            ("王 小 明".into(), "王".into(), "王".into())
        );
        assert_eq!(bare("Derek Chiang | ZeroDev"), bare("Derek Chiang (Zero)"));
        assert!(Name::new("王小明").is_full() && Name::new("Zhang San").is_full());
        assert!(
            !Name::new("王老师").is_full()
                && !Name::new("J. Xiandong").is_full()
                && !Name::new("Jane").is_full()
        );
    }
}
