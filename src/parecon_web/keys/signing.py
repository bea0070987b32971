"""Passkeys by the library webauthn: what a device is asked to sign, and whether its answer is right (W3C, Web Authentication, Level 3)."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone

from parecon_web.engine_words import said
from parecon_web.keys.models import Challenge, Passkey
from parecon_web.keys.reasons import KeyReason
from parecon_web.mail.codes import count_attempt, give_back, whose
from parecon_web.members.models import Member
from parecon_web.record.refusals import Refusal

__all__ = ["KEYS_MAX", "MINUTES", "NAME_MAX", "add_key", "ask_to_add", "ask_to_enter", "end_passkeys", "enter_by_key"]

MINUTES = 5
KEYS_MAX = 10
NAME_MAX = 60
_ANSWER_MAX = 20_000
_OPEN_MAX = 1000


def origin_of(request: HttpRequest) -> tuple[str, str]:
    """Return where keys are for: the host without its port, and the whole origin, as members see it in their browsers."""
    site = settings.SITE or f"{request.scheme}://{request.get_host()}"
    return urlsplit(site).hostname or "", f"{urlsplit(site).scheme}://{urlsplit(site).netloc}"


def _hashed(request: HttpRequest, value: bytes) -> str:
    """Return under which hash a challenge is kept: it is this browser's own, told by the secret of its forms, so that nobody is let in by an answer to what another browser asked for."""
    return hashlib.sha256(value + request.META.get("CSRF_COOKIE", "").encode()).hexdigest()


def _challenge(request: HttpRequest, member: Member | None, value: bytes) -> None:
    now = timezone.now()
    Challenge.objects.filter(made_at__lt=now - timedelta(days=1)).delete()
    Challenge.objects.create(community=request.community, member=member, value_hash=_hashed(request, value), made_at=now)
    # Anybody may ask for one, so that only the newest are kept.
    older = list(Challenge.objects.filter(community=request.community).order_by("-pk").values_list("pk", flat=True)[_OPEN_MAX:])
    Challenge.objects.filter(pk__in=older).delete()


def _take_challenge(request: HttpRequest, member: Member | None, value: bytes) -> bool:
    """Use a challenge up: of many answers at once one finds it, in time, from the same browser and for the same member."""
    since = timezone.now() - timedelta(minutes=MINUTES)
    with transaction.atomic():
        return Challenge.objects.filter(community=request.community, member=member, value_hash=_hashed(request, value), made_at__gt=since).delete()[0] == 1


def _signed_challenge(answer: dict) -> bytes:
    """Return the challenge that an answer says it signed; the signature is checked over it later."""
    from webauthn import base64url_to_bytes

    told = json.loads(base64url_to_bytes(answer["response"]["clientDataJSON"]))
    return base64url_to_bytes(told["challenge"])


def _read(text: str) -> tuple[dict, bytes] | None:
    """Return a device's answer and its challenge, or None where it is none."""
    try:
        answer = json.loads(text) if len(text) <= _ANSWER_MAX else None
        return (answer, _signed_challenge(answer)) if isinstance(answer, dict) and isinstance(answer["id"], str) else None
    except (ValueError, KeyError, TypeError):
        return None


def ask_to_add(request: HttpRequest) -> str:
    """Return what a member's device is asked in order to make a key, as JSON."""
    from webauthn import base64url_to_bytes, generate_registration_options, options_to_json
    from webauthn.helpers.structs import AuthenticatorSelectionCriteria, PublicKeyCredentialDescriptor, ResidentKeyRequirement

    member, (host, _origin) = request.member, origin_of(request)
    handle = hashlib.sha256(f"{settings.SECRET_KEY}|passkeys|{member.pk}".encode()).digest()
    options = generate_registration_options(
        rp_id=host, rp_name=said(member.community.name), user_name=str(member), user_id=handle,
        authenticator_selection=AuthenticatorSelectionCriteria(resident_key=ResidentKeyRequirement.REQUIRED),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=base64url_to_bytes(key.credential)) for key in member.passkeys.all()])
    _challenge(request, member, options.challenge)
    return options_to_json(options)


def _is_full(member: Member) -> Refusal | None:
    held = member.passkeys.count()
    return Refusal(KeyReason.TOO_MANY, "", str(held + 1), str(KEYS_MAX)) if held >= KEYS_MAX else None


def add_key(request: HttpRequest, name: str, text: str) -> Refusal | None:
    """Keep the key that a member's device made, under a name; refused: no name, too many, an answer to nothing, a key of another place."""
    from webauthn import verify_registration_response
    from webauthn.helpers import bytes_to_base64url
    from webauthn.helpers.exceptions import WebAuthnException

    member = request.member
    if not 0 < len(name) <= NAME_MAX:
        return Refusal(KeyReason.NO_NAME, "name", str(len(name)), str(NAME_MAX))
    full = _is_full(member)
    if full is not None:
        return full
    read = _read(text)
    if read is None:
        return Refusal(KeyReason.NOT_SIGNED)
    answer, challenge = read
    if not _take_challenge(request, member, challenge):
        return Refusal(KeyReason.TOO_LATE, "", str(MINUTES))
    host, origin = origin_of(request)
    try:
        made = verify_registration_response(credential=answer, expected_challenge=challenge, expected_rp_id=host, expected_origin=origin)
    except (WebAuthnException, ValueError, KeyError, TypeError):
        return Refusal(KeyReason.NOT_SIGNED)
    try:
        with transaction.atomic():
            Member.objects.select_for_update().get(pk=member.pk)  # of two added at once the second sees the first
            full = _is_full(member)
            if full is not None:
                return full
            Passkey.objects.create(community=request.community, member=member, credential=bytes_to_base64url(made.credential_id), public_key=bytes_to_base64url(made.credential_public_key),
                                   uses=made.sign_count, name=name, made_at=timezone.now())
    except IntegrityError:
        return Refusal(KeyReason.NOT_SIGNED)
    return None


def ask_to_enter(request: HttpRequest) -> str:
    """Return what any device is asked in order to enter, as JSON; nobody is named."""
    from webauthn import generate_authentication_options, options_to_json

    options = generate_authentication_options(rp_id=origin_of(request)[0])
    _challenge(request, None, options.challenge)
    return options_to_json(options)


def enter_by_key(request: HttpRequest, text: str) -> Member | Refusal:
    """Return whom a device's answer lets enter; refused: too many attempts, unknown keys, wrong signatures, answers given before, keys whose count went back."""
    from webauthn import base64url_to_bytes, verify_authentication_response
    from webauthn.helpers.exceptions import WebAuthnException

    keys = (whose(request.community, "keys from", request.META.get("REMOTE_ADDR", "")),)
    refused = count_attempt(request.community, keys)
    if refused is not None:
        return refused
    read = _read(text)
    if read is None:
        return Refusal(KeyReason.NOT_SIGNED)
    answer, challenge = read
    if not _take_challenge(request, None, challenge):
        return Refusal(KeyReason.TOO_LATE, "", str(MINUTES))
    key = Passkey.objects.filter(community=request.community, credential=answer["id"].rstrip("=")).select_related("member__community").first()
    if key is None:
        return Refusal(KeyReason.UNKNOWN)
    of_account = (whose(request.community, "keys of", str(key.member_id)),)
    refused = count_attempt(request.community, of_account)
    if refused is not None:
        return refused
    host, origin = origin_of(request)
    try:
        # The count is looked at below, in one step with keeping it, so that two answers at once cannot both be new.
        found = verify_authentication_response(credential=answer, expected_challenge=challenge, expected_rp_id=host, expected_origin=origin,
                                               credential_public_key=base64url_to_bytes(key.public_key), credential_current_sign_count=0)
    except (WebAuthnException, ValueError, KeyError, TypeError):
        return Refusal(KeyReason.NOT_SIGNED)
    newer = Passkey.objects.filter(pk=key.pk, uses__lt=found.new_sign_count) if found.new_sign_count else Passkey.objects.filter(pk=key.pk, uses=0)
    if not newer.update(uses=found.new_sign_count, used_at=timezone.now()):
        return Refusal(KeyReason.COPIED)
    give_back(request.community, keys + of_account)
    return key.member


def end_passkeys(member: Member) -> int:
    """Take out all passkeys of a member and return how many there were."""
    return Passkey.objects.filter(member=member).delete()[0]
