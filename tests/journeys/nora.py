"""Nora Whitfield, invented for the journey of sixteen sessions: what is written down about her, by the labels of the forms."""

from __future__ import annotations

TALK = """\
Therapist: Where would you like to begin today?
Patient: With my sister, I suppose. She rang on Sunday. I wanted her to ask how I was. She talked about her kitchen for \
an hour, she never asked. So I said nothing and I hung up early.
Therapist: You went quiet just now, when you said that she never asked.
Patient: It doesn't matter. I'm fine. It was only a kitchen.
Therapist: Does that happen with others as well?
Patient: My father was the same. When I was nine I wanted him to look at my drawing. He said not now, he ignored me. I \
said nothing and I went to my room.
Therapist: Can you say a little more about the drawing?
Patient: It was a boat. I was ashamed that I had made it at all.
Therapist: And at work?
Patient: My boss on Monday. I wanted him to listen to my plan. He looked at his phone, he ignored me. I said nothing \
and I went back to my desk.
Therapist: We have five minutes left today.
"""

REFERRAL = {
    "How they came": "General practitioner",
    "What brings them, in their own words": "I do everything right and nothing is left of me.",
    "Consent: treatment": "Agreed",
    "Consent: keeping this record, and recordings where they are made": "Agreed, with limits",
    "Consent: contact with the general practitioner": "Agreed",
    "The limits of consent, and what was explained about them": "Recordings are erased after a year.",
    "What else was offered": "Cognitive therapy; she wished to understand it first.",
}
INTAKE = {
    "Diagnosis": "Recurrent depressive disorder, present episode moderate",
    "Bipolar disorder: does it explain the symptoms?": "No",
    "A medical cause: does it explain the symptoms?": "No",
    "A substance: does it explain the symptoms?": "No",
    "Bereavement: does it explain the symptoms?": "No",
    "What speaks for medication and a psychiatric evaluation, whatever the score": [
        "Recurrent or chronic course"
    ],
}
DECISION = {
    "What was decided": "Psychodynamic therapy together with medication",
    "Why": "A third episode, and she wants to understand why it returns.",
    "Who decided": "Nora Whitfield and Dr Brandt",
    "What else was offered, and what became of it": "Medication alone; she did not wish for it.",
}
STRESSOR = {
    "What happened": "Her mother moved into a home",
    "How it came": "Over time",
    "Did the depression begin or worsen with it": "Yes",
    "What it meant about them, about others, about the future": "Now nobody is left who needs me.",
    "Loss": "Very much",
    "Humiliation": "Not at all",
}
NARRATIVE = {
    "The story, in the order in which it was told": "The younger of two sisters; the father worked away.",
    "How they explain being depressed": "I was praised for being no trouble, and I still am none.",
}
FOCUS = "I go quiet so that nobody turns away, and then I am alone."
GOAL = "To say it when I mind."
AGREEMENT = {
    "Who takes part, and as what": "Nora, Dr Brandt as therapist, Dr Weiss as prescriber.",
    "Who is there in an emergency": "Dr Weiss in office hours, the crisis line at night.",
    "What is shared": "No secrets: whatever bears on safety, dose or the course.",
    "How often": "At every change, and once a quarter",
    "By which way": "Here, or by telephone",
    "What the patient consents to, and its limits": "All of it, but no words of a session.",
}
RUPTURE_NOTICED = {
    "In one line": "She went polite after I linked her silence to her father",
    "Moving away: what you noticed": ["Minimal response", "Deferential and appeasing"],
    "What the patient said or showed": "Whatever you think. You know best.",
    "What happened": "I joined now and then too quickly; she agreed and looked away.",
}
RUPTURE_EXPLORED = {
    "How it was named, and how that was taken": "I said that I may have lost her. She nodded.",
    "How it was for the patient": "As if I were a case in a book.",
    "How it was for you": "Hurried; I wanted it to fit.",
    "Your own part, and whether you said so": "I was too fast, and told her so.",
    "What you did to mend it": ["Acknowledge own contribution", "Validate the defensive stance"],
    "What is agreed to change": "I ask before I explain.",
}
RUPTURE_MENDED = {
    "How it stands": "Repaired",
    "Was it talked about?": "Yes",
    "What the patient said about it": "You did not turn away when I was cross.",
    "What the two of you may have learned from it": "That she can mind, and be kept.",
}
FORMULATION = {
    "The person and the problem": "She keeps the peace at the price of being heard.",
    "What set it off, and what that meant": "Her mother's move took the one who needed her.",
    "Core conflict and theme": "Wishes to be asked; expects to be passed over; goes quiet.",
    "Other explanations considered": "A third episode may have come without any occasion.",
    "How relations with others have been on the whole": "Some of both",
}
HYPOTHESIS = "It may be that she goes quiet before anybody can turn away."
PLAIN = {
    "What seems to happen again and again": "You wait to be asked. When nobody asks, you go quiet, and feel alone.",
    "Why it made sense once": "Being no trouble kept your father near.",
    "What we are not sure of": "Whether it was the same with your mother.",
}
SEEN_OTHERWISE = {
    "What you decide instead": "We go on as we are, and look at it in two sessions",
    "Why": "The rupture has just been mended, and the dose was raised this week.",
}
REVIEW = {
    "How the patient sees it": "I am not better, but I am less alone with it.",
    "What you both decided": "Go on to the agreed end, and speak more of what happens between us.",
    "Does the emphasis change": "From supporting towards exploring",
}
PRIVATE = "A wish to be told that I am good at this."
ENDING = {
    "Why it ends": "The agreed number of sessions is over",
    "The goals, looked at again": "I say it. Not always, and it does not kill anyone.",
    "What has changed": "She minds aloud, and is sad rather than empty.",
    "What is unfinished": "Her mother.",
    "What helped": "That you did not turn away when I was cross.",
    "Feelings about ending": "Sad and a little proud; it recalls the mother's move.",
    "Going on alone": "She asks herself what she would have said here.",
    "Told about recurrence": "That it tends to come back, and how it began each time.",
    "Medication": "Sertraline for nine months at least, with Dr Weiss.",
    "Relapse plan and contacts": "Written together; the crisis line stands in it.",
    "Final questionnaires and follow-up dates": "PHQ-9 6; a meeting after three months.",
    "Records, and consent to be contacted": "She agrees to be written to for two years.",
    "Questionnaires after the end": "Monthly for half a year, then every three months to two years",
}
RELAPSE_PLAN = {
    "My early signs": "I stop answering the telephone\nI iron at night",
    "Of these, the ones that come first for me": ["Pulling back", "Harder on oneself"],
    "What helps me then": "To ring my sister before I feel like it.",
    "Whom I call, and in which order": "My sister, Dr Brandt, the crisis line.",
    "About coming back": "I may ring before it is bad.",
}

FIRST_PROFILE = {
    "1. Psychological mindedness": ("Mixed", "Wonders about herself, then explains it away."),
    "2. Motivation": ("High", "Came by herself, an hour each way."),
    "3. Tolerance of painful feeling and frustration": ("Low", "Changes the subject when tears come."),
    "11. Capacity for alliance": ("Mixed", "Polite; waits for questions."),
    "19. A focus can be agreed": ("High", "She named it in the second meeting."),
}
LATER_PROFILE = {
    **FIRST_PROFILE,
    "1. Psychological mindedness": ("High", "Linked the phone call to the boat without help."),
    "3. Tolerance of painful feeling and frustration": ("Mixed", "Stayed with the sadness in session 8."),
    "11. Capacity for alliance": ("High", "Told me that she had been angry, and came back."),
}
