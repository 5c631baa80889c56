"""Groups of words that several cue tables use, written as alternatives of a pattern."""

# Hard feelings, as a clinician reflects them or a patient names them.
FEELINGS = (
    "sad|sadness|hurt|angry|anger|furious|upset|lonely|alone|ashamed|shame|guilty|guilt|anxious|anxiety|afraid|"
    "scared|frightened|fear|terrified|worried|nervous|overwhelmed|frustrated|frustrating|disappointed|helpless|"
    "hopeless|empty|lost|trapped|stuck|torn|confused|rejected|abandoned|ignored|unheard|exhausted|tired|tense|"
    "stressed|stressful|jealous|humiliated|embarrassed|unloved|unwanted|betrayed|resentful|relieved|devastated|"
    "discouraged|heartbroken|insecure|grief|pain|longing|left out|let down|fed up|under pressure"
)
# How hard something is.
HARD = (
    "hard|difficult|tough|painful|exhausting|frightening|scary|frustrating|lonely|awful|terrible|horrible|"
    "overwhelming|stressful|upsetting|sad|heavy|rough|devastating|heartbreaking|confusing|humiliating|tiring|"
    "challenging|worrying|unbearable|draining|hurtful|disappointing|shocking|annoying|unfair|isolating|distressing"
)
# Family of origin, and all close people.
PARENTS = "mother|father|parents|stepmother|stepfather|grandmother|grandfather"
CLOSE = (
    PARENTS + "|sister|brother|husband|wife|partner|boyfriend|girlfriend|son|daughter|children|kids|friend|"
    "friends|family|boss|colleagues|teacher|ex"
)
