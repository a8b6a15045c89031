//! Matter around the speech: what sort of note a paragraph is, and where the footer starts.

use crate::model::NoteSort;

/// Openings of a summary.
const ABSTRACT: &[&str] = &[
    "摘要",
    "内容摘要",
    "内容提要",
    "提要",
    "導語",
    "导语",
    "导读",
    "導讀",
    "核心提示",
    "abstract",
    "summary",
    "tl;dr",
    "key points",
    "highlights",
    "notes",
];

/// Openings of a note by the editor.
const EDITOR: &[&str] = &[
    "编者按",
    "編者按",
    "编者注",
    "編者註",
    "编者的话",
    "按语",
    "按：",
    "editor's note",
    "editors' note",
    "editor’s note",
    "editors’ note",
    "note from the editor",
    "publisher's note",
    "transcriber's note",
    "disclaimer",
    "content warning",
];

/// Openings of credits, in English; a name or an address follows.
const CREDITS: &[&str] = &[
    "transcribed by",
    "translated by",
    "transcript by",
    "transcription by",
    "translation by",
    "edited by",
    "edited and ",
    "interview by",
    "interviewed by",
    "written by",
    "reported by",
    "photo by",
    "photos by",
    "photograph",
    "image by",
    "images by",
    "illustration",
    "produced by",
    "hosted by",
    "music by",
    "copyright",
    "©",
    "(c) ",
    "all rights reserved",
    "originally published",
    "first published",
    "published ",
    "reprinted",
    "source:",
    "sources:",
    "credit:",
    "credits:",
    "photo:",
    "follow us",
    "follow me",
    "follow him",
    "follow her",
    "subscribe",
    "sign up",
    "read more",
    "find more",
    "for more ",
    "learn more",
    "listen to the",
    "watch the full",
    "our official",
    "about the author",
    "about the interviewer",
    "contact us",
    "transcription ended",
    "end of transcript",
    "end of interview",
    "end of recording",
    "[end of",
    "(end of",
    "the end",
    "-end-",
    "— end",
    "***end",
    "-30-",
    "support us",
    "donate",
    "join our",
    "share this",
    "like this",
    "view the discussion",
    "further reading",
    "references",
    "footnotes",
    "related:",
    "tags:",
    "filed under",
    "correction:",
    "disclaimer",
];

/// Openings of credits, in Chinese.
const CREDITS_ZH: &[&str] = &[
    "责任编辑",
    "責任編輑",
    "責任編輯",
    "责编",
    "責編",
    "编辑：",
    "編輯：",
    "编辑:",
    "整理：",
    "整理:",
    "文字整理",
    "记录：",
    "記錄：",
    "翻译：",
    "翻譯：",
    "译者",
    "譯者",
    "校对",
    "校對",
    "审校",
    "審校",
    "撰文",
    "采写",
    "採寫",
    "文/",
    "文／",
    "图/",
    "圖/",
    "图：",
    "摄影：",
    "攝影：",
    "图片来源",
    "圖片來源",
    "图源",
    "来源：",
    "來源：",
    "来源:",
    "转载",
    "轉載",
    "版权",
    "版權",
    "本文",
    "本訪談",
    "本访谈",
    "声明",
    "聲明",
    "免责",
    "关注",
    "關注",
    "欢迎关注",
    "歡迎關注",
    "扫码",
    "掃碼",
    "扫描",
    "长按",
    "長按",
    "点击",
    "點擊",
    "更多",
    "阅读原文",
    "閱讀原文",
    "原文链接",
    "原文：",
    "原标题",
    "（完）",
    "(完)",
    "【完】",
    "［完］",
    "完。",
    "—完—",
    "全文完",
    "（全文完",
    "以上内容由",
    "以上內容由",
    "作者：",
    "作者简介",
    "作者簡介",
    "出品",
    "监制",
    "排版",
    "美编",
    "投稿",
    "商务合作",
    "联系我们",
    "聯絡我們",
    "参考资料",
    "延伸阅读",
    "延伸閱讀",
    "相关阅读",
    "推荐阅读",
    "END",
];

/// Words that make a wholly bracketed paragraph, or a sentence about the text itself, part of the footer.
const ABOUT: &[&str] = &[
    "publish",
    "reproduc",
    "reprint",
    "permission",
    "copyright",
    "credit",
    "source",
    "condensed",
    "edited for",
    "translat",
    "transcri",
    "authoriz",
    "authoris",
    "hyperlink",
    "interview ends",
    "recording ends",
    "end of",
    "授权",
    "授權",
    "转载",
    "轉載",
    "出处",
    "出處",
    "来源",
    "來源",
    "本文",
    "删节",
    "刪節",
    "经受访",
    "整理",
    "完",
    "结束",
    "結束",
    "录音至此",
];

/// The sort of a paragraph before the first turn. `before` is the sort of the paragraph above it.
pub(super) fn head(text: &str, heading: u8, first: bool, before: Option<NoteSort>) -> NoteSort {
    let folded = text.to_lowercase();
    if opens(&folded, ABSTRACT) {
        return NoteSort::Abstract;
    }
    if EDITOR.iter().any(|e| folded.trim_start_matches(['[', '(', '（', '【', '*']).starts_with(e)) {
        return NoteSort::Editor;
    }
    if first && is_title(text) && !is_dated(text)
        || heading == 1 && before.is_none_or(|b| b == NoteSort::Title)
    {
        return NoteSort::Title;
    }
    if heading > 0 || is_ruled(text) {
        return NoteSort::Heading;
    }
    if is_bracketed(text) {
        return NoteSort::Other;
    }
    let introduces = text.trim_end().ends_with([':', '：']);
    match before {
        Some(NoteSort::Editor) if !introduces => NoteSort::Editor,
        _ => NoteSort::Introduction,
    }
}

/// A line that holds a date or a length and hardly anything else: `15 June 2026, 03:35am`, `2026年6月2日 下午 5:51|14分钟`.
pub(super) fn is_dated(text: &str) -> bool {
    let words = text.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty()).count();
    let exact = super::date::find(text).is_some_and(|d| d.len() == 10);
    text.chars().count() <= 40
        && (exact
            && words <= 8
            && text.chars().filter(char::is_ascii_digit).count() >= 4
            && letters(text) <= 14
            || super::clock::duration(text).is_some())
}

/// How many letters a text has.
fn letters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphabetic()).count()
}

/// True for the openings of an abstract or an editor's note.
pub(super) fn is_head_label(text: &str) -> bool {
    matches!(head(text, 0, false, None), NoteSort::Abstract | NoteSort::Editor)
}

/// A label word, alone or before a colon.
fn opens(folded: &str, words: &[&str]) -> bool {
    let body = folded.trim_start_matches(['[', '(', '（', '【', '*', '#', ' ']);
    words.iter().any(|w| {
        body.strip_prefix(w).is_some_and(|rest| {
            let rest = rest.trim_start();
            rest.is_empty() || rest.starts_with([':', '：', ']', '】', '）', ')', '|', '｜', '/', '／', '—'])
        })
    })
}

/// A title is one short line that is no sentence and no `key: value`.
pub(super) fn is_title(text: &str) -> bool {
    let length = text.chars().count();
    let sentence = text.trim_end().ends_with(['。', ':', '：', ',', '，', ';', '；', '!', '！'])
        || text.trim_end().ends_with('.') && (length > 60 || text.contains(": "));
    let address = text.contains("://") && !text.contains(' ');
    length <= 150
        && !sentence
        && !address
        && text.chars().any(char::is_alphabetic)
        && !super::metadata::is_pair(text)
}

/// A line of text between rules: `=== 对谈实录 ===`, `--- Part two ---`.
pub(super) fn is_ruled(text: &str) -> bool {
    let text = text.trim();
    let rule =
        |c: char| matches!(c, '=' | '-' | '*' | '~' | '—' | '─' | '═' | '#' | '_' | '·' | '＝' | '－' | '＊');
    let inner = text.trim_matches(|c| rule(c) || c == ' ');
    let opened = text.chars().take_while(|&c| rule(c)).count();
    let closed = text.chars().rev().take_while(|&c| rule(c)).count();
    opened >= 2 && closed >= 2 && inner.chars().count() <= 60
}

/// Wholly inside one pair of brackets.
pub(super) fn is_bracketed(text: &str) -> bool {
    let text = text.trim().trim_end_matches(['。', '.']);
    let pairs = [('[', ']'), ('(', ')'), ('（', '）'), ('【', '】'), ('［', '］'), ('〔', '〕')];
    pairs.iter().any(|&(open, close)| {
        text.starts_with(open)
            && text.ends_with(close)
            && text.matches(open).count() == 1
            && text.matches(close).count() == 1
    })
}

/// Whether a paragraph after the last turn's first opens the footer.
pub(super) fn opens_footer(text: &str, own: &[String]) -> bool {
    let text = text.trim();
    if own.iter().any(|f| !f.is_empty() && text.starts_with(f.as_str())) {
        return true;
    }
    let length = text.chars().count();
    let folded = text.to_lowercase();
    let body =
        folded.trim_start_matches(['*', '_', '-', '–', '—', '•', '·', '>', ' ', '~', '=', '■', '▲', '●']);
    let about = ABOUT.iter().any(|w| folded.contains(w));
    if is_bracketed(text) && about || is_ruled(text) {
        return true;
    }
    let opened = body.starts_with(['[', '【', '（', '(', '［'])
        && about
        && !body.chars().skip(40).any(|c| c == ']' || c == '）');
    if opened && length <= 200 || body.starts_with(['[', '［']) && about {
        return true;
    }
    let credit = length <= 160 && CREDITS.iter().any(|c| body.starts_with(c));
    let credit_zh = length <= 90
        && CREDITS_ZH.iter().any(|c| {
            text.trim_start_matches(['—', '-', '·', '•', '▲', '●', '■', ' ', '【', '［', '（', '('])
                .starts_with(c)
        });
    let itself = [
        "this interview",
        "this conversation",
        "this transcript",
        "this article",
        "this story",
        "the interview was",
        "the conversation was",
        "interview has been",
        "transcript has been",
        "this is an edited",
        "this episode was",
    ];
    let sentence = length <= 300
        && itself.iter().any(|s| body.starts_with(s))
        && [
            "edited",
            "condensed",
            "published",
            "conducted",
            "appear",
            "transcribed",
            "translated",
            "produced",
            "recorded",
        ]
        .iter()
        .any(|w| body.contains(w));
    credit || credit_zh || sentence
}

/// A stage direction or a time alone: `[laughs]`, `（掌声）`.
pub(super) fn is_stage(text: &str) -> bool {
    is_bracketed(text) && text.chars().count() <= 62
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn footers_are_known_by_their_openings() {
        for text in [
            "[The article is published and edited with authorization from the author @Guo, please note source.]",
            "Transcribed by the desk.",
            "Transcribed by https://otter.ai",
            "（本文经授权发布，转载请注明出处。）",
            "责任编辑：值班台",
            "© 2023 The River Review",
            "This interview has been edited and condensed for clarity.",
            "欢迎关注我们的公众号",
            "（完）",
        ] {
            assert!(opens_footer(text, &[]), "{text}");
        }
        for text in [
            "Follow the river and you will see.",
            "[laughs] And then we sold it.",
            "我觉得本来就是这样。",
            "This interview is fun.",
            "来源很多，我们不清楚。",
        ] {
            assert!(!opens_footer(text, &[]), "{text}");
        }
        assert!(opens_footer("Our desk thanks you", &[String::from("Our desk")]));
    }

    #[test]
    fn the_head_is_sorted() {
        assert_eq!(head("A Dialogue With Ann: Why?", 0, true, None), NoteSort::Title);
        assert_eq!(head("摘要: Alipay is…", 0, false, Some(NoteSort::Title)), NoteSort::Abstract);
        assert_eq!(head("Editor's Note:", 0, false, None), NoteSort::Editor);
        assert_eq!(head("Recently we met.", 0, false, Some(NoteSort::Editor)), NoteSort::Editor);
        assert_eq!(
            head("What follows is the transcript:", 0, false, Some(NoteSort::Editor)),
            NoteSort::Introduction
        );
        assert_eq!(head("===对谈实录===", 0, false, None), NoteSort::Heading);
    }
}
