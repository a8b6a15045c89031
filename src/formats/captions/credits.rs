//! Lines that recognisers invent and subtitlers add: credits, thanks for watching, calls to subscribe.
//!
//! Recognisers that learnt from subtitles write such lines into silence. They are notes at the start and the end of
//! a recording; in between, and under a label of their own, they may be speech and stay.

/// A line that opens so is a credit, in lower case.
const OPENINGS: &[&str] = &[
    "subtitles by",
    "subtitle by",
    "subtitled by",
    "subtitles made by",
    "subtitles provided by",
    "captions by",
    "captioned by",
    "captioning by",
    "caption by",
    "closed captioning by",
    "closed captions by",
    "transcribed by",
    "transcript by",
    "transcription by",
    "transcripts by",
    "translated by",
    "synced and corrected by",
    "sync and corrections by",
    "transcription outsourcing",
    "字幕由",
    "字幕製作",
    "字幕制作",
    "字幕志愿者",
    "字幕志願者",
    "字幕提供",
    "字幕组",
    "字幕組",
    "字幕by",
    "字幕 by",
    "字幕校对",
    "字幕校對",
    "中文字幕志愿者",
    "中文字幕志願者",
    "中文字幕提供",
    "由amara.org",
    "请不吝点赞",
    "請不吝點贊",
    "以上言论不代表本台立场",
    "以上言論不代表本臺立場",
];
/// A line that holds one of these is a credit.
const MARKS: &[&str] =
    &["amara.org", "opensubtitles.org", "点点栏目", "點點欄目", "明镜与点点", "明鏡與點點", "castingwords"];
/// A line that is one of these, give or take marks, is a farewell to viewers.
const FAREWELLS: &[&str] = &[
    "thanks for watching",
    "thank you for watching",
    "thank you so much for watching",
    "thank you very much for watching",
    "thanks so much for watching",
    "please subscribe",
    "please subscribe to my channel",
    "please like and subscribe",
    "like and subscribe",
    "dont forget to subscribe",
    "dont forget to like and subscribe",
    "see you in the next video",
    "感谢观看",
    "感謝觀看",
    "谢谢观看",
    "謝謝觀看",
    "感谢您的观看",
    "感謝您的觀看",
    "谢谢大家观看",
    "感谢收看",
    "感謝收看",
    "谢谢收看",
    "謝謝收看",
    "请订阅我的频道",
    "請訂閱我的頻道",
    "感谢您的收看",
    "多谢您的收看",
    "多謝您收睇",
];

/// True for a line that nobody in the recording said.
pub(in crate::formats) fn is_credit(text: &str) -> bool {
    if text.chars().count() > 120 {
        return false;
    }
    let folded = text.to_lowercase();
    let bare = folded.trim_start_matches(|c: char| !c.is_alphanumeric());
    let letters: String = folded.chars().filter(|c| c.is_alphanumeric() || *c == ' ').collect();
    OPENINGS.iter().any(|o| bare.starts_with(o))
        || MARKS.iter().any(|m| folded.contains(m))
        || FAREWELLS.contains(&letters.trim())
}

#[cfg(test)]
mod tests {
    use super::is_credit;

    #[test]
    fn inventions_are_known() {
        for text in [
            "Subtitles by the Amara.org community",
            "字幕由Amara.org社区提供",
            "Thanks for watching!",
            "请不吝点赞 订阅 转发 打赏支持明镜与点点栏目",
            "字幕志愿者 杨栋梁",
            "(Captions by a volunteer)",
            "感谢观看。",
        ] {
            assert!(is_credit(text), "{text}");
        }
        for text in
            ["Thanks for watching the ferry with me.", "我们看字幕", "He wrote subtitles by hand.", ""]
        {
            assert!(!is_credit(text), "{text}");
        }
    }
}
