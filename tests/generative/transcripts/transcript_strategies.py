"""Random transcripts: odd names, odd words, times known, half known and unknown."""

from hypothesis import strategies as st

from clew.therapy.transcripts import Role, Transcript, Turn
from clew.therapy.transcripts.limits import MAX_SECONDS

ODD_TEXTS = st.sampled_from(
    [
        "Well: I think",
        "Anna: so he said: go",
        "A： B： C: d",
        "<v Anna>no</v>",
        "a --> b",
        "00:00:01.000 --> 00:00:02.000",
        "R&D &amp; &#58; &lt",
        "<3 </v> <c> <00:01.000>",
        "NOTE nothing",
        "12",
        "שלום \u200fאולי\u200e 10:30",
        "لا أعرف: ماذا",
        "one\n\ntwo\r\n\tthree\u2028four",
        "👩‍👧 🫠",
        "\x00\x1b[0m\x85x",
        "{\\an8}<i>x</i>",
        '"quoted", and;more|',
    ]
)
TEXTS = (ODD_TEXTS | st.text(min_size=1, max_size=60)).filter(str.strip)
LABELS = st.sampled_from(
    ["", "Anna", "Pia", "Dr. Weber", "P>&<", "a:b: c", "דנה", " x  y ", "田中", "-->", "\n"]
) | st.text(max_size=20)
TIMES = st.none() | st.floats(0, MAX_SECONDS, allow_subnormal=False)


@st.composite
def turns(draw, index):
    start, end = draw(TIMES), draw(TIMES)
    if start is not None and end is not None:
        start, end = sorted((start, end))
    return Turn(index, draw(LABELS), draw(st.sampled_from(Role)), draw(TEXTS), start, end)


@st.composite
def transcripts(draw):
    count = draw(st.integers(1, 8))
    return Transcript(
        tuple(draw(turns(index)) for index in range(count)), draw(st.sampled_from(["webvtt", "plain", "x"]))
    )
