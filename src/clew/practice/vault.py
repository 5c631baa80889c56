"""The vault: text about a patient is encrypted under that patient's own key.

Each patient has a 256-bit data key. It is stored only wrapped (AES-256-GCM, bound to the patient's id) by the
master key, which comes from `CLEW_MASTER_KEY` (base64 of 32 bytes) or from `CLEW_PASSPHRASE` through
Argon2id, and is never stored. A text is AES-256-GCM under the data key with a random 96-bit nonce; its
associated data names the table, column, row and patient, so that a text moved elsewhere does not open.
Destroying the wrapped key erases the person, in old backups of the rows too.
"""

from __future__ import annotations

import base64
import os
import uuid
from dataclasses import dataclass, field
from typing import Any

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.apps import apps
from django.conf import settings
from django.utils import timezone

from clew.practice.errors import Erased, Locked
from clew.practice.models import AuditEvent, MasterKey, Patient, PatientKey

_NONCE = 12
_PROOF = b"clew master key"
# Argon2id at 64 MiB and 3 passes: RFC 9106's second recommended option. Costs are stored with each key,
# so that they can be raised by rotating.
_MEMORY_KIB = 65536
_ITERATIONS = 3


def _encrypt(key: bytes, data: bytes, place: bytes) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, data, place)


def _decrypt(key: bytes, data: bytes, place: bytes) -> bytes:
    if len(data) < _NONCE:
        raise InvalidTag  # cut short: no other error than for any other change
    return AESGCM(key).decrypt(data[:_NONCE], data[_NONCE:], place)


@dataclass(frozen=True, slots=True)
class Cipher:
    """Seals and unseals the text of one patient."""

    patient: uuid.UUID
    _key: bytes = field(repr=False)

    def _bound(self, place: str) -> bytes:
        return f"{place}:{self.patient}".encode()

    def seal(self, text: str, place: str) -> bytes:
        """Return `text` encrypted and bound to `place` and the patient."""
        return _encrypt(self._key, text.encode(), self._bound(place))

    def unseal(self, sealed: bytes, place: str) -> str:
        """Return the text again.

        Raises:
            Locked: the bytes were changed, moved from elsewhere, or written under another key.
        """
        try:
            return _decrypt(self._key, sealed, self._bound(place)).decode()
        except InvalidTag:
            raise Locked("A stored text does not open: it was changed or moved outside Clew.") from None


@dataclass(frozen=True, slots=True)
class Secret:
    """What the owner gives: a key or a passphrase."""

    key: bytes | None = field(default=None, repr=False)
    passphrase: str | None = field(default=None, repr=False)

    @classmethod
    def from_settings(cls) -> Secret:
        """Read the owner's secret from the settings.

        Raises:
            Locked: neither is set, or the key is not base64 of 32 bytes.
        """
        if settings.CLEW_MASTER_KEY:
            return cls.from_base64(settings.CLEW_MASTER_KEY)
        if settings.CLEW_PASSPHRASE:
            return cls(passphrase=settings.CLEW_PASSPHRASE)
        raise Locked("Clew is locked. Set CLEW_PASSPHRASE or CLEW_MASTER_KEY and start again.")

    @classmethod
    def from_base64(cls, text: str) -> Secret:
        """Read a key written as base64."""
        try:
            key = base64.b64decode(text, validate=True)
        except ValueError:
            key = b""
        if len(key) != 32:
            raise Locked("The master key must be 32 bytes in base64. `openssl rand -base64 32` makes one.")
        return cls(key=key)

    def derive(self, master: MasterKey) -> bytes:
        """Return the 32-byte master key."""
        if self.key is not None:
            return self.key
        if not master.salt:
            raise Locked("This practice was set up with CLEW_MASTER_KEY, not with a passphrase.")
        return hash_secret_raw(
            (self.passphrase or "").encode(),
            bytes(master.salt),
            time_cost=master.iterations,
            memory_cost=master.memory_kib,
            parallelism=1,
            hash_len=32,
            type=Type.ID,
        )


# Argon2id takes a quarter of a second by design, so a master key is derived once a process. Filling the
# dictionary twice from two threads gives the same value, so it needs no lock.
_derived: dict[tuple[int, bytes, Secret], bytes] = {}


def _master_bytes(master: MasterKey, secret: Secret) -> bytes:
    """Derive a master key and prove that it is the right one; remembered for the life of the process."""
    known = (master.pk, bytes(master.proof), secret)
    if known not in _derived:
        key = secret.derive(master)
        try:
            _decrypt(key, bytes(master.proof), _PROOF)
        except InvalidTag:
            raise Locked(
                "The passphrase or master key is not the one this practice was set up with."
            ) from None
        _derived[known] = key
    return _derived[known]


def create_master_key(secret: Secret) -> MasterKey:
    """Make the first master key, or a further one for rotation, and make it the current one."""
    by_passphrase = secret.passphrase is not None
    master = MasterKey(
        created_at=timezone.now(),
        salt=os.urandom(16) if by_passphrase else b"",
        memory_kib=_MEMORY_KIB if by_passphrase else 0,
        iterations=_ITERATIONS if by_passphrase else 0,
    )
    master.proof = _encrypt(secret.derive(master), _PROOF, _PROOF)
    MasterKey.objects.filter(current=True).update(current=False)
    master.save()
    return master


def current_master_key() -> MasterKey:
    """Return the master key in force, making it on first use."""
    master = MasterKey.objects.filter(current=True).first()
    return master or create_master_key(Secret.from_settings())


def unlock() -> None:
    """Prove at start that text can be read. Raises `Locked` with what to do when it cannot."""
    master = MasterKey.objects.filter(current=True).first()
    if master is not None:
        _master_bytes(master, Secret.from_settings())


def create_patient_key(patient: Patient, event: AuditEvent) -> Cipher:
    """Make and store the data key of a new patient, and return the cipher for it."""
    master = current_master_key()
    data_key = AESGCM.generate_key(256)
    wrapped = _encrypt(_master_bytes(master, Secret.from_settings()), data_key, patient.pk.bytes)
    PatientKey.objects.create(patient=patient, master=master, wrapped=wrapped, event=event)
    return Cipher(patient.pk, data_key)


def cipher_for(patient: Patient) -> Cipher:
    """Return the cipher of one patient. Ask `access` for it, not this.

    Raises:
        Erased: the key was destroyed.
        Locked: the master key is missing or wrong.
    """
    key = patient.key
    if not key.wrapped:
        raise Erased("This person was erased. Nothing that was written about them can be read again.")
    master = _master_bytes(key.master, Secret.from_settings())
    try:
        return Cipher(patient.pk, _decrypt(master, bytes(key.wrapped), patient.pk.bytes))
    except InvalidTag:
        raise Locked("A patient's key does not open: it was changed outside Clew.") from None


_SEALED_SECRET = "sealed:"  # noqa: S105  a mark, no secret
_SIGN_IN = b"secret of a sign-in"


def seal_secret(text: str) -> str:
    """Return a secret of a sign-in (of an authenticator app, of recovery codes) encrypted under the master key."""
    master = current_master_key()
    sealed = _encrypt(_master_bytes(master, Secret.from_settings()), text.encode(), _SIGN_IN)
    return f"{_SEALED_SECRET}{master.pk}:{base64.b64encode(sealed).decode('ascii')}"


def unseal_secret(stored: str, secret: Secret | None = None) -> str:
    """Return a secret of a sign-in again. One that was stored before secrets were sealed is returned as it is.

    Raises:
        Locked: it was changed, or the master key is missing or wrong.
    """
    if not stored.startswith(_SEALED_SECRET):
        return stored
    master_id, _, sealed = stored.removeprefix(_SEALED_SECRET).partition(":")
    master = MasterKey.objects.filter(pk=master_id).first()
    if master is None:
        raise Locked("The key of a stored sign-in secret is not there.")
    key = _master_bytes(master, secret or Secret.from_settings())
    try:
        return _decrypt(key, base64.b64decode(sealed), _SIGN_IN).decode()
    except InvalidTag:
        raise Locked("A stored sign-in secret does not open: it was changed outside Clew.") from None


def reseal_secrets(stored: dict[str, Any], *, old: Secret, new: MasterKey, secret: Secret) -> dict[str, Any]:
    """Return the values that django-allauth keeps of one authenticator, the sealed ones under another master key."""

    def fresh(value: Any) -> Any:
        if isinstance(value, list):
            return [fresh(one) for one in value]
        if not isinstance(value, str) or not value.startswith(_SEALED_SECRET):
            return value
        sealed = _encrypt(_master_bytes(new, secret), unseal_secret(value, old).encode(), _SIGN_IN)
        return f"{_SEALED_SECRET}{new.pk}:{base64.b64encode(sealed).decode('ascii')}"

    return {name: fresh(value) for name, value in stored.items()}


def rotate_master_key(*, old: Secret, new: Secret) -> int:
    """Wrap every patient's key anew under a new master key and return how many were wrapped.

    The secrets of sign-ins are sealed anew as well. Call inside a transaction. No text is touched: only the wrapped keys change.
    """
    masters = {m.pk: _master_bytes(m, old) for m in MasterKey.objects.all() if _in_use(m)}
    master = create_master_key(new)
    fresh = _master_bytes(master, new)
    count = 0
    for key in PatientKey.objects.exclude(wrapped=b"").select_for_update():
        data_key = _decrypt(masters[key.master_id], bytes(key.wrapped), key.patient_id.bytes)
        key.wrapped = _encrypt(fresh, data_key, key.patient_id.bytes)
        key.master = master
        key.save(update_fields=["wrapped", "master"])
        count += 1
    # The table of second factors is the sign-in package's own, which practice does not import.
    for authenticator in apps.get_model("mfa", "Authenticator").objects.select_for_update():
        authenticator.data = reseal_secrets(authenticator.data, old=old, new=master, secret=new)
        authenticator.save(update_fields=["data"])
    return count


def _in_use(master: MasterKey) -> bool:
    return master.current or PatientKey.objects.filter(master=master).exclude(wrapped=b"").exists()


def destroy_patient_key(patient: Patient) -> None:
    """Destroy the data key. After this nothing sealed about the patient can be read, here or in a backup
    whose master key is rotated."""
    PatientKey.objects.filter(patient=patient).update(wrapped=b"")
