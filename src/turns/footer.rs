//! Where the footer starts: credits, copyright and calls to follow after the last turn.

use super::furniture::is_names;
use super::notes::{is_bracketed, is_ruled};
use super::shape;
use super::words::{METADATA, ROLES_ZH};

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

/// What a sentence about the text itself opens with.
const ITSELF: &[&str] = &[
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

/// What such a sentence says was done.
const DONE: &[&str] = &[
    "edited",
    "condensed",
    "published",
    "conducted",
    "appear",
    "transcribed",
    "translated",
    "produced",
    "recorded",
];

/// Most characters of a sentence about the text itself; longer paragraphs open a footer only by a bracket or a name.
const SENTENCE: usize = 300;

/// Whether a paragraph after the last turn's first opens the footer.
pub(super) fn opens_footer(text: &str, own: &[String]) -> bool {
    let text = text.trim();
    if own.iter().any(|f| !f.is_empty() && text.starts_with(f.as_str())) || is_ruled(text) {
        return true;
    }
    let marks = ['*', '_', '-', '–', '—', '•', '·', '>', ' ', '~', '=', '■', '▲', '●'];
    let brackets = ['[', '【', '（', '(', '［', '〔'];
    let bracketed = text.trim_start_matches(marks).starts_with(brackets);
    names_staff(text) || (bracketed || text.chars().nth(SENTENCE).is_none()) && is_about_text(text, marks)
}

/// Whether a paragraph is a credit, a call to follow, or speaks of the text itself.
fn is_about_text(text: &str, marks: [char; 14]) -> bool {
    let length = text.chars().count();
    let folded = text.to_lowercase();
    let body = folded.trim_start_matches(marks);
    let about = || ABOUT.iter().any(|w| folded.contains(w));
    if is_bracketed(text) && about() {
        return true;
    }
    let opened = body.starts_with(['[', '【', '（', '(', '［'])
        && !body.chars().skip(40).any(|c| c == ']' || c == '）');
    if (opened && length <= 200 || body.starts_with(['[', '［'])) && about() {
        return true;
    }
    let credit = length <= 160 && CREDITS.iter().any(|c| body.starts_with(c));
    let credit_zh = length <= 90
        && CREDITS_ZH.iter().any(|c| {
            text.trim_start_matches(['—', '-', '·', '•', '▲', '●', '■', ' ', '【', '［', '（', '('])
                .starts_with(c)
        });
    let sentence = length <= SENTENCE
        && ITSELF.iter().any(|s| body.starts_with(s))
        && DONE.iter().any(|w| body.contains(w));
    credit || credit_zh || sentence || ends_recording(&folded)
}

/// `采访、撰文：周曼`: what somebody did for the text, and who.
fn names_staff(text: &str) -> bool {
    let mark = |&(_, c): &(usize, char)| matches!(c, ':' | '：' | '|' | '｜');
    let Some((at, mark)) = text.char_indices().take(17).find(mark) else { return false };
    let (key, value) = (&text[..at], &text[at + mark.len_utf8()..]);
    let done = |part: &str| METADATA.has(&shape::key(part)) || ROLES_ZH.has(&shape::key(part));
    let mut parts =
        key.split(['、', '/', '／', '&', ' ']).map(str::trim).filter(|p| !p.is_empty()).peekable();
    parts.peek().is_some() && parts.all(done) && is_names(value.trim())
}

/// `Ann Lee stopped transcription`, the last line of a meeting's record.
fn ends_recording(folded: &str) -> bool {
    let ended =
        ["stopped transcription", "stopped recording", "ended transcription", "停止了转录", "停止了录制"];
    folded.chars().count() <= 80 && ended.iter().any(|e| folded.trim_end_matches('.').ends_with(e))
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
}
