"""Which page is open to whom, as data: for the reference page, and for the test that tries every page as everybody.

This decides nothing: `practice.roles` and `practice.access` do. A page that is not in here fails that test, and so
does one that answers otherwise than it says here.
"""

from __future__ import annotations

from dataclasses import dataclass

from clew.practice.roles import RoleName

VISITOR = "visitor"
"""Somebody who is not signed in."""

Who = frozenset[str]

CLINICIAN = frozenset({RoleName.CLINICIAN.value})
SUPERVISOR = frozenset({RoleName.SUPERVISOR.value})
PRESCRIBER = frozenset({RoleName.PRESCRIBER.value})
PATIENT = frozenset({RoleName.PATIENT.value})
RESEARCHER = frozenset({RoleName.RESEARCHER.value})
MANAGER = frozenset({RoleName.MANAGER.value})
READERS = CLINICIAN | SUPERVISOR
TEAM = READERS | PRESCRIBER
SIGNED_IN = TEAM | PATIENT | RESEARCHER | MANAGER
ANYBODY = SIGNED_IN | {VISITOR}
NOBODY: Who = frozenset()


@dataclass(frozen=True, slots=True)
class Page:
    """One page: what it is, who may open it, and who may send something to it."""

    what: str
    opens: Who
    sends: Who = NOBODY


ON_A_RECORD: dict[str, Page] = {
    "course": Page("The course picture", TEAM),
    "intake": Page("Referral, intake, preferences, earlier treatments", READERS),
    "red_flags": Page("The safety check before the intake", CLINICIAN, CLINICIAN),
    "indication": Page("What speaks for which treatment, and the decision", READERS),
    "suitability": Page("The suitability profile", READERS),
    "assessment": Page("The assessment, domain by domain", READERS),
    "lifeline": Page("The life on one line", READERS),
    "genogram": Page("The family in its generations", READERS),
    "sessions": Page("The list of sessions", READERS),
    "plan_session": Page("Plan a session", CLINICIAN, CLINICIAN),
    "session_plan": Page("When the two meet: coming sessions and the regular time", READERS, CLINICIAN),
    "plan_slot_sessions": Page("Plan the sessions of a regular time", NOBODY, CLINICIAN),
    "stop_slot": Page("End a regular time", NOBODY, CLINICIAN),
    "move_session": Page("Move a session to another time", CLINICIAN, CLINICIAN),
    "before_session": Page("The sheet before the next session", READERS),
    "after_session": Page("The sheet after a session", READERS),
    "technique": Page("The mix of interventions beside the planned emphasis", READERS),
    "process": Page("What is counted about the sessions, in a row", READERS),
    "session_process": Page("What is counted about one session, and where", READERS),
    "shared_writing": Page("What the patient shares of their journal", CLINICIAN),
    "shared_entry": Page("One text that the patient shares", CLINICIAN),
    "record_attendance": Page("Say what became of an appointment", CLINICIAN, CLINICIAN),
    "import_transcript": Page("Bring in a transcript", CLINICIAN, CLINICIAN),
    "withdraw_transcript": Page("Take a transcript back", NOBODY, CLINICIAN),
    "session": Page("A session with its codes and notes", READERS),
    "search_session": Page("Search in a session", READERS),
    "session_roles": Page("Correct who spoke", CLINICIAN, CLINICIAN),
    "ask_second_coder": Page("Have a second coder read a session", NOBODY, CLINICIAN),
    "export_transcript": Page("Take a transcript out as a file", CLINICIAN),
    "save_note": Page("Write and sign a note", NOBODY, CLINICIAN),
    "correct_note": Page("Correct a signed note", NOBODY, CLINICIAN),
    "decide": Page("Accept or reject a proposal", NOBODY, CLINICIAN),
    "undo_coding": Page("Undo the last decision", NOBODY, CLINICIAN),
    "session_kinds": Page("Accept all proposals of one kind", CLINICIAN, CLINICIAN),
    "mark_turn": Page("Code a turn", CLINICIAN, CLINICIAN),
    "mark_episode": Page("Mark a relationship episode", CLINICIAN, CLINICIAN),
    "code": Page("A code: why it is there, and changing it", READERS, CLINICIAN),
    "episode": Page("A relationship episode, and mending it", CLINICIAN, CLINICIAN),
    "formulation": Page("The formulation with its thread", READERS),
    "choose_ccrt": Page("Choose between tied themes", NOBODY, CLINICIAN),
    "write_formulation": Page("Write a version of the formulation", NOBODY, CLINICIAN),
    "write_hypothesis": Page("Write a hypothesis", CLINICIAN, CLINICIAN),
    "hypothesis_moments": Page("Add moments to a hypothesis", CLINICIAN, CLINICIAN),
    "judge_hypothesis": Page("Say how a hypothesis stands", NOBODY, CLINICIAN),
    "worksheet": Page("The CCRT worksheet: every accepted episode and what is counted from them", READERS),
    "decide_theme": Page("Take a proposed theme as a draft, or set it aside", NOBODY, CLINICIAN),
    "triangles": Page("Triangles of conflict and of person", READERS),
    "defenses": Page("The defense profile, early against late", READERS),
    "defense_moments": Page("The moments of one defense", READERS),
    "draft_interpretation": Page("Draft interpretations to think with, and what was tried", CLINICIAN),
    "formulation_versions": Page("What changed between two versions of the formulation", READERS),
    "formulation_sheet": Page("The formulation on one page to print", READERS),
    "plain_formulation": Page("The formulation in plain words, before it is shared", READERS),
    "measures": Page("Questionnaires over time", TEAM),
    "enter_measure": Page("Choose a questionnaire to enter", CLINICIAN),
    "enter_instrument": Page("Enter a questionnaire", CLINICIAN, CLINICIAN),
    "measure_entry": Page("One filled-in questionnaire", TEAM),
    "alliance": Page("The alliance as both rate it", READERS),
    "ruptures": Page("Ruptures and what became of them", READERS),
    "asked": Page("What is asked of the patient, and what came of it", TEAM),
    "ask": Page("Ask a questionnaire of the patient", CLINICIAN, CLINICIAN),
    "withdraw_ask": Page("Ask it no longer", NOBODY, CLINICIAN),
    "restore_ask": Page("Take back that it was withdrawn", NOBODY, CLINICIAN),
    "monitoring": Page("What is worth a look, and what was done about it", TEAM),
    "correct_measure": Page("Correct a questionnaire", CLINICIAN, CLINICIAN),
    "plan": Page("Frame, goals, medication, life events", TEAM),
    "plan_open": Page("Open a course of treatment", NOBODY, CLINICIAN),
    "plan_stage": Page("Move the course to another stage", NOBODY, CLINICIAN),
    "plan_focus": Page("Put the focus into words", NOBODY, CLINICIAN),
    "plan_goal": Page("Write down a goal", NOBODY, CLINICIAN),
    "plan_medication": Page("Record a medicine", NOBODY, CLINICIAN | PRESCRIBER),
    "plan_end": Page("End a medicine", NOBODY, CLINICIAN | PRESCRIBER),
    "plan_event": Page("Note a life event", NOBODY, CLINICIAN),
    "plan_take_over": Page(
        "Take over a goal or life event of an older version, to change it", NOBODY, CLINICIAN
    ),
    "plan_frame": Page("Write down the frame, and change it", CLINICIAN, CLINICIAN),
    "phases": Page("Phases with their exit markers, reviews, and what is due", TEAM),
    "safety_plan": Page("The safety plan: as it stands, its versions, a sheet and a card to print", TEAM),
    "safety_plan_looked": Page("Write down that the safety plan was gone through", NOBODY, CLINICIAN),
    "ending": Page("What is gone through before the end", TEAM),
    "end_course": Page("End the course", NOBODY, CLINICIAN),
    "reopen_course": Page("Take back that the course was ended", NOBODY, CLINICIAN),
    "plan_follow_ups": Page("Agree on the usual follow-ups in one step", NOBODY, CLINICIAN),
    "after": Page("Continuing care: check-ins, early signs, follow-up", TEAM),
    "return_to_care": Page("Open a new course for somebody who comes back", NOBODY, CLINICIAN),
    "programme": Page("The internet programme: the way, what waits, minutes of guidance", CLINICIAN),
    "programme_enrol": Page("Give the patient a programme", NOBODY, CLINICIAN),
    "programme_arrange": Page("Arrange the modules of a programme", NOBODY, CLINICIAN),
    "programme_end": Page("End a programme", NOBODY, CLINICIAN),
    "programme_resume": Page("Take back that a programme was ended", NOBODY, CLINICIAN),
    "programme_chat": Page("Set the weekly time of live chat", NOBODY, CLINICIAN),
    "programme_chat_end": Page("End the weekly time of live chat", NOBODY, CLINICIAN),
    "programme_module": Page("What the patient wrote in a module, and answering it", CLINICIAN, CLINICIAN),
    "codings": Page("The sessions that are coded twice", READERS),
    "ask_coding": Page("Ask somebody to code a session a second time", READERS, READERS),
    "coding": Page("Two codings of a session side by side", READERS),
    "coding_sheet": Page("Code a session without seeing other codes", READERS, READERS),
    "coding_done": Page("Say that one is done with coding", READERS, READERS),
    "withdraw_coding": Page("Take back that a session is to be coded", READERS, READERS),
    "settle_turn": Page("Settle what a turn shows that two coded differently", CLINICIAN, CLINICIAN),
    "settle_agreed": Page("Take over what both gave alike", CLINICIAN, CLINICIAN),
    "team": Page("The care team, and adding somebody", TEAM, CLINICIAN),
    "leave_team": Page("End somebody's part in the care team", NOBODY, CLINICIAN),
    "working_together": Page("What the team shares: agreement, contacts, tasks, log, medicines", TEAM),
    "finish_task": Page("Say that a task is done", NOBODY, CLINICIAN | PRESCRIBER),
    "reopen_task": Page("Open a task again", NOBODY, CLINICIAN | PRESCRIBER),
    "change_dose": Page("Change the dose of a medicine", CLINICIAN | PRESCRIBER, CLINICIAN | PRESCRIBER),
    "messages": Page("Conversations with the patient, and beginning one", CLINICIAN, CLINICIAN),
    "thread": Page("One conversation with the patient, and answering", CLINICIAN, CLINICIAN),
    "close_thread": Page("Close a conversation", NOBODY, CLINICIAN),
    "reopen_thread": Page("Open a closed conversation again", NOBODY, CLINICIAN),
    "chat": Page("The live chat with the patient", CLINICIAN, CLINICIAN),
    "chat_news": Page("Whether a line was written in the live chat", CLINICIAN),
    "supervision": Page("Consent, questions, comments and sign-offs of supervision", READERS),
    "comment_on_turn": Page("Comment on a turn in supervision", READERS, READERS),
    "portal": Page("The patient's own page: inviting, and what they agree to", CLINICIAN, CLINICIAN),
    "revoke_invitation": Page("End an invitation", NOBODY, CLINICIAN),
    "end_access": Page("End the patient's access to their own page", NOBODY, CLINICIAN),
    "record": Page("Who looked at the record", CLINICIAN | PATIENT),
    "erase": Page("Erase the person", CLINICIAN, CLINICIAN),
    "raise_alert": Page("Raise an alert", CLINICIAN | PRESCRIBER, CLINICIAN | PRESCRIBER),
    "write_entry": Page("Fill in a form about the patient", CLINICIAN, CLINICIAN),
    "entry": Page("One filled-in form, what it rests on, its versions", READERS),
    "change_entry": Page("Change a filled-in form", CLINICIAN, CLINICIAN),
    "entry_moments": Page("Choose what a filled-in form rests on", CLINICIAN, CLINICIAN),
    "withdraw_entry": Page("Take a filled-in form back", NOBODY, CLINICIAN),
    "restore_entry": Page("Bring a filled-in form back", NOBODY, CLINICIAN),
    "share_entry": Page("Share a filled-in form with the patient", NOBODY, CLINICIAN),
    "unshare_entry": Page("Stop sharing a filled-in form", NOBODY, CLINICIAN),
    "together": Page("With whom the person is treated: a couple, a family, a group", TEAM),
    "begin_together": Page("Begin to treat the person together with others", CLINICIAN, CLINICIAN),
    "leave_together": Page("End the person's part in a treatment together", NOBODY, CLINICIAN),
    "alert": Page("An alert and what was done", TEAM),
    "acknowledge_alert": Page("Say that one is looking", NOBODY, CLINICIAN | PRESCRIBER),
    "tick_alert": Page("Say which steps of an alert were done", NOBODY, CLINICIAN | PRESCRIBER),
    "contact_alert": Page("Write down an attempt to reach the patient", NOBODY, CLINICIAN | PRESCRIBER),
    "assess_alert": Page("Write one's assessment and close an alert", NOBODY, CLINICIAN | PRESCRIBER),
    "reassess_alert": Page("Judge again what an alert was about", NOBODY, CLINICIAN | PRESCRIBER),
    "override_alert": Page("Change an alert's level", NOBODY, CLINICIAN | PRESCRIBER),
}
"""Pages of one patient's record. A role counts here only for who holds it on that patient's care team, or is the patient."""

TOGETHER: dict[str, Page] = {
    "joint": Page("A treatment of several people: who takes part, meetings, who came", TEAM),
    "joint_join": Page("Let somebody else take part", CLINICIAN, CLINICIAN),
    "joint_plan": Page("Plan a meeting of all", CLINICIAN, CLINICIAN),
    "joint_record": Page("Say who came to a meeting", CLINICIAN, CLINICIAN),
    "joint_note": Page("Write the notes of a meeting into each record", CLINICIAN, CLINICIAN),
    "joint_end": Page("End a treatment for everybody", CLINICIAN, CLINICIAN),
    "joint_resume": Page("Take back that a treatment was ended", CLINICIAN, CLINICIAN),
}
"""Pages of one treatment of several people. A role counts here only for who holds it on the care team of one of them;
to write, on that of everybody who takes part."""

OTHER: dict[str, Page] = {
    "start": Page("Where one's work is", SIGNED_IN),
    "caseload": Page("The patients whose record one may open", SIGNED_IN),
    "admit": Page("Add a patient", CLINICIAN | MANAGER, CLINICIAN | MANAGER),
    "calendar": Page("One's own sessions by week or month", CLINICIAN),
    "unwritten": Page("Sessions without a signed note", CLINICIAN),
    "unwritten_next": Page("Lead to the next note to write", CLINICIAN),
    "alerts": Page("The alerts that one owns", SIGNED_IN),
    "unread": Page(
        "Alerts that wait past their deadline, and how alerts went", CLINICIAN | PRESCRIBER | MANAGER
    ),
    "supervision_queue": Page("Where an answer of supervision is awaited", READERS),
    "my_codings": Page("The sessions that one is asked to code", READERS),
    "absences": Page("Who is away and who stands in", CLINICIAN | MANAGER, CLINICIAN | MANAGER),
    "see": Page("Short addresses into the demonstration", NOBODY),
    "own": Page("What is shared with the patient", PATIENT),
    "own_messages": Page("One's conversations with who treats one", PATIENT, PATIENT),
    "own_thread": Page("One conversation with who treats one", PATIENT, PATIENT),
    "own_chat": Page("The live chat", PATIENT, PATIENT),
    "own_chat_news": Page("Whether a line was written in the live chat", PATIENT),
    "own_notices": Page("How one is told that something waits", SIGNED_IN, SIGNED_IN),
    "own_calendar": Page("The address of one's own calendar", CLINICIAN | PATIENT, CLINICIAN | PATIENT),
    "calendar_feed": Page("One's own times for a calendar program, by a secret address", ANYBODY),
    "own_consents": Page("What the patient agrees to, each purpose apart", PATIENT, PATIENT),
    "own_shared": Page("What is shared with the patient, by whom and since when", PATIENT),
    "join": Page("Accept an invitation with a link and a code", ANYBODY, ANYBODY),
    "own_help": Page("Ask for help now", PATIENT, PATIENT),
    "own_programme": Page("The patient's own way through a programme", PATIENT),
    "own_module": Page("One part of the programme, to read and write in", PATIENT),
    "own_module_open": Page("Begin a part, and open what was written about it", NOBODY, PATIENT),
    "own_module_write": Page("Keep what was written in an exercise", NOBODY, PATIENT),
    "own_module_finish": Page("Finish a part", NOBODY, PATIENT),
    "own_earlier_feedback": Page("Open what was written in a programme before", NOBODY, PATIENT),
    "own_programme_leave": Page("End one's programme", NOBODY, PATIENT),
    "own_questionnaires": Page("What is asked of the patient, and what they answered", PATIENT),
    "own_ask": Page("Before the first question of a questionnaire", PATIENT, PATIENT),
    "own_answering": Page("Fill in a questionnaire", PATIENT, PATIENT),
    "own_course": Page("One's own answers over time, as agreed", PATIENT),
    "own_record": Page("Who looked at one's own record", PATIENT),
    "own_journal": Page("What the patient wrote for themselves", PATIENT),
    "own_journal_write": Page("Write in one's journal", PATIENT, PATIENT),
    "own_journal_away": Page("What one took away from one's journal", PATIENT),
    "own_journal_offline": Page("Writing without a connection; holds nothing of anybody", ANYBODY),
    "own_journal_entry": Page("One entry of one's journal", PATIENT),
    "own_journal_change": Page("Change an entry of one's journal", PATIENT, PATIENT),
    "own_journal_do": Page("Share an entry, take it away, bring it back", PATIENT, PATIENT),
    "own_safety_plan": Page("One's own safety plan", PATIENT),
    "own_safety_plan_copy": Page("The safety plan, for the copy on one's own device", PATIENT),
    "practice": Page("Record numbers and names, nothing clinical", MANAGER),
    "practice_admit": Page("Add a patient and name the clinician", MANAGER, MANAGER),
    "practice_patient": Page("Put a clinician on a care team", MANAGER, MANAGER),
    "practice_people": Page("The people of the practice", MANAGER, MANAGER),
    "practice_password": Page("Give somebody a new password", NOBODY, MANAGER),
    "practice_grant": Page("Give somebody a role", NOBODY, MANAGER),
    "practice_end_role": Page("End somebody's role", NOBODY, MANAGER),
    "practice_settings": Page("The practice's name, place and hours", MANAGER, MANAGER),
    "practice_contacts": Page("Verify the crisis numbers", NOBODY, MANAGER),
    "practice_numbers": Page("How many stand where, who waits, sessions a week", MANAGER),
    "practice_coder": Page("What the coder can learn from and what it learned, in figures", MANAGER),
    "practice_coder_learn": Page("Let the coder learn from coded sessions", NOBODY, MANAGER),
    "practice_coder_use": Page("Use what the coder learned", NOBODY, MANAGER),
    "practice_coder_back": Page("Go back to the coder as it came", NOBODY, MANAGER),
    "outcomes": Page("What became of the practice's treatments, beside trials", TEAM | RESEARCHER),
    "knowledge": Page("The field's vocabulary and anonymous counts", TEAM | RESEARCHER),
    "coding_manual": Page("The coding manual, to read and to print", TEAM | RESEARCHER),
    "settings": Page("One's own settings", SIGNED_IN),
    "choose_theme": Page("Light or dark", NOBODY, SIGNED_IN),
    "help": Page("Help now", ANYBODY),
    "leave": Page("The quick exit: signs out and goes elsewhere", ANYBODY),
    "guide": Page("The guide: what is in it", ANYBODY),
    "guide_page": Page("One page of the guide", ANYBODY),
    "guide_all": Page("The whole guide, to print", ANYBODY),
    "guide_choices": Page("Treatments side by side", ANYBODY),
    "guide_offline": Page("What still works without a connection", ANYBODY),
    "worker": Page("What a browser keeps of the guide and the help page", ANYBODY),
    "manifest": Page("How Clew is called on a phone's first page", ANYBODY),
    "livez": Page("Whether the server lives", ANYBODY),
    "readyz": Page("Whether the server can work", ANYBODY),
}
"""All other pages of Clew's own."""

SIGN_IN: dict[str, Page] = {
    "account_login": Page("Sign in", ANYBODY, ANYBODY),
    "account_logout": Page("Sign out", SIGNED_IN, SIGNED_IN),
    "account_inactive": Page("Told to who may not sign in any more", ANYBODY),
    "account_reauthenticate": Page("Prove again who one is", SIGNED_IN, SIGNED_IN),
    "account_change_password": Page("Change one's password", SIGNED_IN, SIGNED_IN),
    "mfa_index": Page("Second factors", SIGNED_IN),
    "mfa_authenticate": Page("The second step of signing in", ANYBODY, ANYBODY),
    "mfa_reauthenticate": Page("Prove again with the second factor", SIGNED_IN, SIGNED_IN),
    "mfa_activate_totp": Page("Set up an authenticator app", SIGNED_IN, SIGNED_IN),
    "mfa_deactivate_totp": Page("Remove the authenticator app", SIGNED_IN, SIGNED_IN),
    "mfa_view_recovery_codes": Page("See the recovery codes", SIGNED_IN),
    "mfa_generate_recovery_codes": Page("Make new recovery codes", SIGNED_IN, SIGNED_IN),
    "mfa_download_recovery_codes": Page("Download the recovery codes", SIGNED_IN),
    "mfa_list_webauthn": Page("One's passkeys", SIGNED_IN),
    "mfa_add_webauthn": Page("Add a passkey", SIGNED_IN, SIGNED_IN),
    "mfa_reauthenticate_webauthn": Page("Prove again with a passkey", SIGNED_IN, SIGNED_IN),
    "mfa_remove_webauthn": Page("Remove a passkey", SIGNED_IN, SIGNED_IN),
    "mfa_edit_webauthn": Page("Rename a passkey", SIGNED_IN, SIGNED_IN),
    "mfa_login_webauthn": Page("Sign in with a passkey", ANYBODY, ANYBODY),
    "usersessions_list": Page("Where one is signed in, and signing out there", SIGNED_IN, SIGNED_IN),
}
"""Signing in and its keys, as django-allauth has them."""

CLOSED = frozenset(
    {
        "account_signup",
        "account_email",
        "account_email_verification_sent",
        "account_confirm_email",
        "account_confirm_login_code",
        "account_set_password",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
    }
)
"""What django-allauth could do by e-mail and Clew does not: nobody signs themselves up, and no e-mail is sent."""
