"""An invitation is accepted: link and code, eighteen or older, a user name and a password. Open to all, told to nobody."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.core import ratelimit
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone

from clew.practice import contacts
from clew.practice.actions import portal as actions

_EMPTY = {"required": "Please fill this in."}


class JoinForm(forms.Form):
    """What a person gives to make their own sign-in."""

    code = forms.CharField(
        label="The code that you were told",
        error_messages=_EMPTY,
        max_length=40,
        help_text="Eight letters and digits. Capitals, spaces and dashes do not matter.",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false", "class": "code"}
        ),
    )
    age = forms.ChoiceField(
        label="How old are you?",
        choices=[("adult", "I am 18 or older"), ("younger", "I am younger than 18")],
        widget=forms.RadioSelect,
        error_messages={"required": "Please choose one of the two."},
    )
    username = forms.CharField(
        label="A user name",
        error_messages=_EMPTY,
        max_length=150,
        help_text="You will sign in with it. It need not be your real name. Letters and digits, no spaces.",
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label="A password",
        error_messages=_EMPTY,
        help_text="At least twelve signs. A sentence that only you would think of is good; a word that many people use, "
        "or your name, is not.",
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="The same password again",
        error_messages=_EMPTY,
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    email = forms.EmailField(
        label="An e-mail address, if you like",
        required=False,
        max_length=200,
        help_text="You can leave this empty. It is used for one thing only: to tell you that something waits for you "
        "here, and only if you agree to that later. No e-mail ever says what it is.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def clean(self) -> dict[str, object]:
        """The two passwords must be the same."""
        given = self.cleaned_data
        if given.get("password") and given.get("again") and given["password"] != given["again"]:
            self.add_error("again", "The two passwords are not the same.")
        return given


def join(request: HttpRequest, link: str) -> HttpResponse:
    """Let somebody with a link and its code make a sign-in. What is not open answers as what never was."""
    if request.user.is_authenticated:
        return render(request, "patient/join_signed_in.html")
    if not ratelimit.consume(request, action="join"):
        return render(request, "patient/join_later.html", status=429)
    form = JoinForm(request.POST or None)
    try:
        actions.find(link)
        if request.method == "POST" and form.is_valid():
            return _accept(request, link, form)
    except actions.Closed:
        return render(request, "patient/join_closed.html", status=404)
    except actions.TooYoung:
        practice = contacts.only_practice()
        found = contacts.help_at(practice, timezone.now())
        return render(request, "patient/join_too_young.html", {"help": found}, status=403)
    except actions.NotAccepted as problem:
        form.add_error(problem.field, str(problem))
    return render(
        request,
        "patient/join.html",
        {"form": form},
        status=422 if request.method == "POST" else 200,
    )


def _accept(request: HttpRequest, link: str, form: JoinForm) -> HttpResponse:
    given = form.cleaned_data
    user = actions.accept(
        token=link,
        code=given["code"],
        adult=given["age"] == "adult",
        username=given["username"],
        password=given["password"],
        email=given["email"],
    )
    return perform_password_login(request, {"username": user.username}, Login(user=user))


urls = [path("join/<str:link>/", join, name="join")]
