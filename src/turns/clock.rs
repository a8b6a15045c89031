//! Times as transcripts write them: `0:34`, `[00:01:21]`, `(1:02:03.500)`, `12m 5s`, `10:05 AM`.

/// A time found in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Clock {
    /// Milliseconds since the start; none for a time of day.
    pub(super) ms: Option<u64>,
    /// Byte offset where the time starts, its brackets included.
    pub(super) start: usize,
    /// Byte offset after the time and its brackets.
    pub(super) end: usize,
    /// Whether brackets stand around it.
    pub(super) bracketed: bool,
}

const OPEN: [char; 5] = ['[', '(', '（', '【', '<'];
const CLOSE: [char; 5] = [']', ')', '）', '】', '>'];

/// The time at the very start of a text, with its brackets.
pub(super) fn leading(text: &str) -> Option<Clock> {
    let inner = text.strip_prefix(OPEN);
    let offset = inner.map_or(0, |i| text.len() - i.len());
    let body = inner.unwrap_or(text);
    let skipped = body.len() - body.trim_start().len();
    // `12m 5s` is a time only in brackets: in prose it is a duration.
    let (ms, used) = (stamp(body.trim_start()).or_else(|| inner.and_then(|i| units(i.trim_start()))))
        .or_else(|| dated(body.trim_start()))?;
    let mut end = offset + skipped + used;
    end = range_end(text, end);
    if inner.is_none() {
        let free = text[end..].chars().next().is_none_or(|c| !c.is_alphanumeric() || is_wide(c));
        return free.then_some(Clock { ms, start: 0, end, bracketed: false });
    }
    let after = text[end..].trim_start();
    let closed = after.strip_prefix(CLOSE)?;
    Some(Clock { ms, start: 0, end: text.len() - closed.len(), bracketed: true })
}

/// The first time anywhere in the first `within` bytes of a text that stands free of other words.
pub(super) fn find(text: &str, within: usize) -> Option<Clock> {
    let window = &text.as_bytes()[..within.min(text.len())];
    let opening = |b: &u8| b.is_ascii_digit() || matches!(b, b'[' | b'(' | b'<' | 0xe3 | 0xef);
    for (i, _) in window.iter().enumerate().filter(|(_, b)| opening(b)) {
        let opens = text[i..].starts_with(OPEN);
        let before = || text[..i].chars().next_back().unwrap_or(' ');
        let joined = |c: char| c.is_alphanumeric() || matches!(c, ':' | '：' | '.' | ',' | '-' | '/');
        if (opens || text[i..].starts_with(is_digit) && !joined(before()))
            && let Some(clock) = leading(&text[i..])
        {
            return Some(Clock { start: i, end: i + clock.end, ..clock });
        }
    }
    None
}

/// A length such as `27m 42s`, `1:02:03` or `45分30秒`, in milliseconds.
pub fn duration(text: &str) -> Option<u64> {
    let text = text.trim();
    let spelt = text
        .replace("小时", "h")
        .replace("小時", "h")
        .replace("分钟", "m")
        .replace("分鐘", "m")
        .replace(['分'], "m")
        .replace('秒', "s");
    stamp(text).and_then(|(ms, _)| ms).or_else(|| units(&spelt).and_then(|(ms, _)| ms))
}

/// Two or three numbers joined by colons, a fraction, and AM or PM. Gives milliseconds and bytes used.
fn stamp(text: &str) -> Option<(Option<u64>, usize)> {
    let (mut seconds, mut fields, mut at) = (0u64, 0, 0);
    loop {
        let (value, digits, used) = number(&text[at..])?;
        if digits > if fields == 0 { 3 } else { 2 } || (fields > 0 && (digits < 2 || value > 59)) {
            return None;
        }
        seconds = seconds * 60 + value;
        fields += 1;
        at += used;
        match text[at..].chars().next() {
            Some(c @ (':' | '：')) if fields < 3 && number(&text[at + c.len_utf8()..]).is_some() => {
                at += c.len_utf8()
            }
            _ => break,
        }
    }
    if fields < 2 {
        return None;
    }
    let mut ms = seconds * 1000;
    if let Some(rest) = text[at..].strip_prefix(['.', ',', ':'])
        && let Some((value, digits, used)) = number(rest)
        && digits <= 3
    {
        ms += value * [100, 10, 1][digits - 1];
        at += 1 + used;
    }
    let rest = text[at..].trim_start();
    for mark in ["AM", "PM", "am", "pm", "a.m.", "p.m."] {
        if let Some(after) = rest.strip_prefix(mark) {
            return Some((None, text.len() - after.len()));
        }
    }
    Some((Some(ms), at))
}

/// A date before a time of day, as chats have it: `02/06/2026, 10:00:03`, `6/2/26, 10:00 AM`, `2026年6月2日 10:00`.
fn dated(text: &str) -> Option<(Option<u64>, usize)> {
    let (mut at, mut fields) = (0, 0);
    while fields < 3 {
        let (_, digits, used) = number(&text[at..]).filter(|&(_, digits, _)| digits <= 4)?;
        fields += 1;
        at += used;
        let rest = &text[at..];
        let mark = rest.chars().next().filter(|c| matches!(c, '/' | '-' | '.' | '年' | '月' | '日'));
        if fields < 3 && mark.is_none() || fields == 3 && digits == 3 {
            return None;
        }
        at += mark.map_or(0, char::len_utf8);
    }
    let rest = text[at..].trim_start_matches([',', '，', ' ', 'T', '\u{202f}', '上', '下', '午', '晚', '早']);
    let (_, used) = stamp(rest)?;
    (rest.len() < text.len() - at || text[..at].ends_with('日'))
        .then_some((None, text.len() - rest.len() + used))
}

/// `1h 02m 03s`, `12m5s`, `90s`.
fn units(text: &str) -> Option<(Option<u64>, usize)> {
    let (mut ms, mut at, mut last) = (0u64, 0, 4);
    loop {
        let rest = text[at..].trim_start();
        let Some((value, digits, used)) = number(rest) else { break };
        let (rank, factor) = match rest[used..].chars().next() {
            Some('h') => (3, 3_600_000),
            Some('m') => (2, 60_000),
            Some('s') => (1, 1000),
            _ => break,
        };
        if rank >= last || digits > 5 {
            break;
        }
        ms += value * factor;
        at = text.len() - rest.len() + used + 1;
        last = rank;
    }
    (at > 0 && !text[at..].starts_with(char::is_alphanumeric)).then_some((Some(ms), at))
}

/// After a start, ` - 0:45` or ` --> 00:45` is the end of a range; gives the offset after it.
fn range_end(text: &str, end: usize) -> usize {
    let rest = text[end..].trim_start();
    for arrow in ["-->", "->", "–", "—", "-", "~", "～", "to "] {
        if let Some(after) = rest.strip_prefix(arrow)
            && let Some((_, used)) = stamp(after.trim_start())
        {
            return text.len() - after.trim_start().len() + used;
        }
    }
    end
}

/// A number in ASCII or full-width digits: value, digits, bytes.
fn number(text: &str) -> Option<(u64, usize, usize)> {
    let (mut value, mut digits, mut bytes) = (0u64, 0, 0);
    for c in text.chars() {
        let digit = match c {
            '0'..='9' => c as u64 - '0' as u64,
            '０'..='９' => c as u64 - '０' as u64,
            _ => break,
        };
        value = value.saturating_mul(10).saturating_add(digit);
        digits += 1;
        bytes += c.len_utf8();
    }
    (digits > 0).then_some((value, digits, bytes))
}

/// A digit in ASCII or full width, of which every time has some.
pub(super) fn is_digit(c: char) -> bool {
    matches!(c, '0'..='9' | '０'..='９')
}

fn is_wide(c: char) -> bool {
    crate::analysis::is_han(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(text: &str) -> Option<(Option<u64>, usize)> {
        leading(text).map(|c| (c.ms, c.end))
    }

    #[test]
    fn times_are_read_in_all_notations() {
        assert_eq!(ms("0:34"), Some((Some(34_000), 4)));
        assert_eq!(ms("[00:01:21] x"), Some((Some(81_000), 10)));
        assert_eq!(ms("(1:02:03.5): x"), Some((Some(3_723_500), 11)));
        assert_eq!(ms("（００：０５）你"), Some((Some(5_000), "（００：０５）".len())));
        assert_eq!(ms("00:00:05.000 --> 00:00:07.000 Ann"), Some((Some(5_000), 29)));
        assert_eq!(ms("[0s]"), Some((Some(0), 4)));
        assert_eq!(ms("10:05 AM"), Some((None, 8)));
        assert_eq!(ms("00:05 张三"), Some((Some(5_000), 5)));
    }

    #[test]
    fn scores_ratios_and_numbers_are_no_times() {
        for text in ["3:1 by then", "10:305", "12", "[5] x", "1:2", "[00:01:21", "10s of them", "5m"] {
            assert_eq!(ms(text), None, "{text}");
        }
    }

    #[test]
    fn a_time_is_found_behind_a_name() {
        let c = find("Ann Lee  0:34  ", 60).unwrap();
        assert_eq!((c.ms, c.start, c.end, c.bracketed), (Some(34_000), 9, 13, false));
        let c = find("Ann Lee (00:01:00): Hi", 60).unwrap();
        assert_eq!((c.ms, c.start, c.bracketed), (Some(60_000), 8, true));
        assert_eq!(find("the score was 3:1 by then", 60), None);
    }
}
