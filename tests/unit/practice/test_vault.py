"""The vault: what is sealed opens in its own place under its own key, and nowhere else."""

from __future__ import annotations

import base64
import dataclasses
import uuid
from datetime import date

import pytest
from allauth.mfa.models import Authenticator
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clew.practice import vault
from clew.practice.actions import keys, people, plan
from clew.practice.errors import Erased, Locked
from clew.practice.models import MasterKey, Patient, PatientKey
from clew.practice.transactions import write
from clew.practice.vault import Cipher, Secret

KEY = bytes(range(32))
PIA, PAUL = uuid.UUID(int=1), uuid.UUID(int=2)
anything = st.text(st.characters(codec="utf-8"), max_size=200)
places = st.builds(
    "practice_{}.{}:{}".format,
    st.sampled_from(["note", "goal"]),
    st.sampled_from(["text", "why"]),
    st.uuids(),
)

# The database of a test is made once for all examples: what an example writes is its own row or is rolled back.
on_one_database = settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@given(anything, places)
def test_a_text_opens_again_in_its_place(text, place):
    cipher = Cipher(PIA, KEY)
    assert cipher.unseal(cipher.seal(text, place), place) == text


@given(st.text(st.characters(codec="utf-8"), min_size=4, max_size=80), places)
def test_what_is_stored_shows_nothing_of_the_text_and_never_repeats(text, place):
    cipher = Cipher(PIA, KEY)
    first, second = cipher.seal(text, place), cipher.seal(text, place)
    assert text.encode() not in first
    assert first != second
    assert first[:12] != second[:12], "a nonce was used twice"


@given(anything, places, places)
def test_a_text_moved_to_another_place_does_not_open(text, place, other):
    cipher = Cipher(PIA, KEY)
    sealed = cipher.seal(text, place)
    if place != other:
        with pytest.raises(Locked):
            cipher.unseal(sealed, other)


@given(anything, places)
def test_a_text_moved_to_another_patient_does_not_open_even_under_the_same_key(text, place):
    with pytest.raises(Locked):
        Cipher(PAUL, KEY).unseal(Cipher(PIA, KEY).seal(text, place), place)


@given(anything, places, st.data())
def test_a_text_changed_by_one_bit_does_not_open(text, place, data):
    cipher = Cipher(PIA, KEY)
    sealed = bytearray(cipher.seal(text, place))
    at = data.draw(st.integers(0, len(sealed) - 1))
    sealed[at] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(Locked):
        cipher.unseal(bytes(sealed), place)


@given(anything, places, st.data())
def test_a_text_cut_short_does_not_open(text, place, data):
    cipher = Cipher(PIA, KEY)
    sealed = cipher.seal(text, place)
    with pytest.raises(Locked):
        cipher.unseal(sealed[: data.draw(st.integers(0, len(sealed) - 1))], place)


def test_a_cipher_and_a_secret_do_not_show_their_keys():
    assert "key" not in repr(Cipher(PIA, b"k" * 32)).lower()
    shown = repr(Secret(key=b"k" * 32)) + repr(Secret(passphrase="open sesame, please"))
    assert "kkk" not in shown
    assert "sesame" not in shown


# -- In the rows ------------------------------------------------------------------------------------------------


@on_one_database
@given(words=anything)
def test_a_row_keeps_any_text_exactly(chart, course, words):
    row = plan.record_medication(
        chart=chart, course=course, name=f"I {words}", dose="50 mg", from_date=date(2026, 1, 8)
    )
    row.refresh_from_db()
    assert chart.text(row, "name") == f"I {words}"
    assert f"I {words}".encode() not in bytes(row.name)


def test_texts_swapped_between_rows_columns_and_patients_do_not_open(cast, chart, course, open_as):
    def medicine(name: str, dose: str):
        return plan.record_medication(
            chart=chart, course=course, name=name, dose=dose, from_date=date(2026, 1, 8)
        )

    first, second = medicine("Sertraline", "50 mg"), medicine("Lithium", "400 mg")
    rows = {"row": (second.name, first), "column": (first.dose, first)}
    for sealed, row in rows.values():
        before, row.name = row.name, sealed
        with pytest.raises(Locked, match="changed or moved outside Clew"):
            chart.text(row, "name")
        row.name = before
    assert chart.text(first, "name") == "Sertraline"


def test_a_key_moved_to_another_patient_opens_nothing(cast, chart):
    paul = people.admit_patient(practice=cast.practice, name="Paul", by=cast.anna, clinician=cast.anna)
    PatientKey.objects.filter(patient=paul).update(wrapped=PatientKey.objects.get(patient=cast.pia).wrapped)
    with pytest.raises(Locked, match="patient's key does not open"):
        vault.cipher_for(Patient.objects.get(pk=paul.pk))


# -- The master key ---------------------------------------------------------------------------------------------


def test_without_a_secret_clew_is_locked_and_says_what_to_do(settings):
    settings.CLEW_MASTER_KEY = settings.CLEW_PASSPHRASE = ""
    with pytest.raises(Locked, match="Set CLEW_PASSPHRASE or CLEW_MASTER_KEY"):
        Secret.from_settings()


@pytest.mark.parametrize("text", ["", "short", "not base64 at all!", base64.b64encode(bytes(31)).decode()])
def test_a_key_that_is_not_32_bytes_is_refused(text):
    with pytest.raises(Locked, match="32 bytes in base64"):
        Secret.from_base64(text)


def test_the_wrong_key_is_locked_and_says_so(cast, settings):
    settings.CLEW_MASTER_KEY = base64.b64encode(b"w" * 32).decode()
    with pytest.raises(Locked, match="not the one this practice was set up with"):
        vault.unlock()
    with pytest.raises(Locked, match="not the one this practice was set up with"):
        vault.cipher_for(Patient.objects.get(pk=cast.pia.pk))


def test_a_passphrase_for_a_practice_made_with_a_key_says_so(cast, settings):
    settings.CLEW_MASTER_KEY, settings.CLEW_PASSPHRASE = "", "a passphrase where a key was"
    with pytest.raises(Locked, match="set up with CLEW_MASTER_KEY"):
        vault.unlock()


def test_the_costs_of_argon2_are_stored_with_the_key_and_used_from_there(cast):
    with write():
        keys.rotate(old=Secret.from_settings(), new=Secret(passphrase="a long walk by the river"))
    master = MasterKey.objects.get(current=True)
    # RFC 9106, second recommended option.
    assert (master.memory_kib, master.iterations, len(bytes(master.salt))) == (65536, 3, 16)
    master.memory_kib, master.iterations = 64, 1
    cheap = Secret(passphrase="a long walk by the river").derive(master)
    master.iterations = 2
    assert cheap != Secret(passphrase="a long walk by the river").derive(master)


def test_no_key_and_no_passphrase_is_in_the_database(cast):
    for key in PatientKey.objects.all():
        assert KEY not in bytes(key.wrapped)
        assert vault.cipher_for(cast.pia)._key not in bytes(key.wrapped)
    for master in MasterKey.objects.all():
        stored = [bytes(getattr(master, f.name)) for f in master._meta.fields if f.name in ("salt", "proof")]
        assert not any(KEY in value for value in stored)


def test_rotation_wraps_every_key_anew_and_the_old_secret_opens_nothing(cast, chart, course, settings):
    paul = people.admit_patient(practice=cast.practice, name="Paul", by=cast.anna, clinician=cast.anna)
    before = dict(PatientKey.objects.values_list("patient", "wrapped"))
    sealed = bytes(course.reason)
    old, new = Secret.from_settings(), Secret(key=b"n" * 32)

    assert keys.rotate(old=old, new=new) == 2

    after = dict(PatientKey.objects.values_list("patient", "wrapped"))
    assert set(after) == {cast.pia.pk, paul.pk}
    assert all(bytes(after[pk]) != bytes(before[pk]) for pk in after)
    assert {key.master for key in PatientKey.objects.select_related("master")} == {
        MasterKey.objects.get(current=True)
    }
    course.refresh_from_db()
    assert bytes(course.reason) == sealed, "rotation touches no text"
    with pytest.raises(Locked):
        vault.unlock()
    with pytest.raises(Locked):
        vault.cipher_for(Patient.objects.get(pk=cast.pia.pk))

    settings.CLEW_MASTER_KEY = base64.b64encode(b"n" * 32).decode()
    vault.unlock()
    cipher = vault.cipher_for(Patient.objects.get(pk=cast.pia.pk))
    assert course.unseal(cipher, "reason") == "Low since the autumn."


def test_secrets_of_sign_ins_are_sealed_and_rotated_too(cast, settings):
    plain = "JBSWY3DPEHPK3PXP"
    sealed = vault.seal_secret(plain)
    assert plain not in sealed
    assert vault.unseal_secret(sealed) == plain
    assert vault.unseal_secret(plain) == plain, "one from before secrets were sealed still opens"
    app = Authenticator.objects.create(user=cast.anna, type="totp", data={"secret": sealed, "used_mask": 1})
    keys.rotate(old=Secret.from_settings(), new=Secret(key=b"n" * 32))
    app.refresh_from_db()
    assert app.data["used_mask"] == 1
    assert app.data["secret"] != sealed
    with pytest.raises(Locked):
        vault.unseal_secret(app.data["secret"])
    settings.CLEW_MASTER_KEY = base64.b64encode(b"n" * 32).decode()
    assert vault.unseal_secret(app.data["secret"]) == plain


@pytest.mark.parametrize(
    "spoil", [lambda s: s[:-6] + "AAAA==", lambda s: s.replace("sealed:", "sealed:9", 1)]
)
def test_a_sealed_secret_that_was_changed_does_not_open(cast, spoil):
    with pytest.raises(Locked):
        vault.unseal_secret(spoil(vault.seal_secret("JBSWY3DPEHPK3PXP")))


def test_rotation_with_a_wrong_old_secret_changes_nothing(cast):
    before = list(PatientKey.objects.values_list("patient", "master", "wrapped"))
    with pytest.raises(Locked):
        keys.rotate(old=Secret(key=b"w" * 32), new=Secret(key=b"n" * 32))
    assert list(PatientKey.objects.values_list("patient", "master", "wrapped")) == before
    assert MasterKey.objects.count() == 1


def test_rotation_passes_over_the_erased(cast, chart, settings, tmp_path):
    settings.CLEW_HOME = tmp_path
    people.erase_patient(chart=chart)
    assert keys.rotate(old=Secret.from_settings(), new=Secret(key=b"n" * 32)) == 0
    assert bytes(PatientKey.objects.get(patient=cast.pia).wrapped) == b""


def test_a_destroyed_key_reads_as_erased(cast):
    vault.destroy_patient_key(cast.pia)
    with pytest.raises(Erased, match="was erased"):
        vault.cipher_for(Patient.objects.get(pk=cast.pia.pk))


def test_a_secret_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        Secret(key=KEY).key = b""
