//! What holds inside a group of an RTF file: its destination, type and paragraph.

/// Where text goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Destination {
    /// The document.
    #[default]
    Text,
    /// Nowhere.
    Skip,
    /// The table of fonts.
    Fonts,
    /// The table of styles.
    Styles,
    /// The properties.
    Info,
    /// One of the properties.
    Title,
    Author,
    Created,
    Changed,
    /// The label that numbering puts before a paragraph.
    Label,
}

/// What a group closes beside itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Closes {
    #[default]
    Nothing,
    Box,
    Note,
}

/// How characters are set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Type {
    pub(super) bold: bool,
    pub(super) capitals: bool,
    pub(super) underlined: bool,
    pub(super) slanted: bool,
    pub(super) struck: bool,
    pub(super) hidden: bool,
    pub(super) deleted: bool,
    /// The font's number; the document's own if none.
    pub(super) font: Option<i32>,
}

/// What a paragraph is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Block {
    pub(super) style: i32,
    /// From 0; 9 is text.
    pub(super) outline: Option<i32>,
    pub(super) in_table: bool,
    pub(super) in_list: bool,
}

/// The state of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct State {
    pub(super) destination: Destination,
    pub(super) closes: Closes,
    pub(super) typ: Type,
    pub(super) block: Block,
    /// How many characters stand in for one in Unicode.
    pub(super) substitutes: u32,
    /// Nothing but `\*` has been read of it, which is then true.
    pub(super) opening: Option<bool>,
    /// What `\ud` returns to.
    pub(super) outside: Destination,
}

impl Default for State {
    fn default() -> Self {
        Self {
            destination: Destination::Text,
            closes: Closes::Nothing,
            typ: Type::default(),
            block: Block::default(),
            substitutes: 1,
            opening: None,
            outside: Destination::Text,
        }
    }
}

impl State {
    /// The state of a group inside this one.
    pub(super) fn inner(&self) -> Self {
        Self { closes: Closes::Nothing, opening: Some(false), ..*self }
    }
}

/// What a control word at the start of a group makes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opens {
    /// Its text goes elsewhere.
    To(Destination),
    /// A text box.
    Box,
    /// A footnote or endnote.
    Note,
    /// Text in the code page that is repeated in Unicode.
    Twice,
    /// Unicode text that was said before in the code page.
    Unicode,
    /// The properties of a row of a table inside a table, which ends with it.
    NestedRow,
    /// It is no destination of its own.
    Inline,
}

/// What a group opens; `starred` ones that are not known are skipped, as the format wants it.
pub(super) fn opens(word: &str, starred: bool) -> Opens {
    use Destination::{Author, Changed, Created, Fonts, Info, Label, Skip, Styles, Title};
    match word {
        "fonttbl" => Opens::To(Fonts),
        "stylesheet" => Opens::To(Styles),
        "info" => Opens::To(Info),
        "title" => Opens::To(Title),
        "author" | "operator" => Opens::To(Author),
        "creatim" => Opens::To(Created),
        "revtim" => Opens::To(Changed),
        "listtext" | "pntext" => Opens::To(Label),
        "shptxt" | "dptxbxtext" => Opens::Box,
        "footnote" => Opens::Note,
        "upr" => Opens::Twice,
        "ud" => Opens::Unicode,
        "nesttableprops" => Opens::NestedRow,
        "shpinst" | "do" => Opens::Inline,
        "colortbl" | "pict" | "header" | "headerl" | "headerr" | "headerf" | "footer" | "footerl"
        | "footerr" | "footerf" | "ftnsep" | "ftnsepc" | "ftncn" | "aftnsep" | "aftnsepc" | "aftncn"
        | "fldinst" | "xe" | "tc" | "tcn" | "rxe" | "txe" | "nonshppict" | "shprslt" | "sp"
        | "nonesttables" | "objdata" | "objclass" | "annotation" | "comment" | "doccomm" | "keywords"
        | "subject" | "category" | "company" | "manager" | "hlinkbase" | "pntxta" | "pntxtb"
        | "listtable" | "listoverridetable" | "revtbl" | "rsidtbl" | "filetbl" | "private" | "template"
        | "themedata" | "bkmkstart" | "bkmkend" | "falt" | "panose" => Opens::To(Skip),
        _ if starred => Opens::To(Skip),
        _ => Opens::Inline,
    }
}

/// The character that a control word or symbol stands for.
pub(super) fn character(word: &str) -> Option<&'static str> {
    Some(match word {
        "emdash" => "—",
        "endash" => "–",
        "emspace" => "\u{2003}",
        "enspace" | "qmspace" => " ",
        "bullet" => "•",
        "lquote" => "‘",
        "rquote" => "’",
        "ldblquote" => "“",
        "rdblquote" => "”",
        _ => return None,
    })
}
