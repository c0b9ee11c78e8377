"""How a sign-in is typed in for somebody else: by an administrator for a member, by a worker beside a person."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from commonpurse.web.parts.forms import PageForm


class SignInFields(PageForm):
    username = forms.CharField(
        label=_("User name"),
        help_text=_("What they type to sign in. It can be any name that nobody else has here."),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={"required": _("Write a user name.")},
    )
    password = forms.CharField(
        label=_("Password"),
        help_text=_("At least 12 characters. Best is that they type it here themselves. Never send it in a message."),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Write a password.")},
    )
