"""Where the list of services comes from: its feeds, a new file of one, and the address from which one is fetched."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from commonpurse.kernel.errors import Refused
from commonpurse.parties.directory.commands import import_services, set_feed_address
from commonpurse.parties.directory.queries import feeds
from commonpurse.parties.directory.reading import read_upload
from commonpurse.parties.directory.records import ReadFeed
from commonpurse.web.doors import ADMINISTRATOR, door
from commonpurse.web.parts.forms import PageForm, posted
from commonpurse.web.parts.pages import go, refuse, show
from commonpurse.web.request import PageRequest

LARGEST_BYTES = 20_000_000  # ten thousand services; a larger file is taken by `commonpurse directory import`
MOST_SHOWN = 50  # of what is wrong
NAME_HINT = _("The same name each time: what the new list has no more is marked as gone. Such as: Council.")


def name_field() -> forms.CharField:
    return forms.CharField(
        label=_("Name of the feed"),
        help_text=NAME_HINT,
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Write a name for the feed.")},
    )


class FeedFileForm(PageForm):
    name = name_field()
    file = forms.FileField(
        label=_("The file"),
        help_text=_(
            "Open Referral UK or HSDS 3: JSON, CSV, or a zip of CSV files. Drop it on the field, or choose it."
        ),
        widget=forms.FileInput(attrs={"class": "drop", "accept": ".json,.csv,.zip"}),
        error_messages={"required": _("Choose the file."), "empty": _("There is nothing in this file.")},
    )
    most_may_go = forms.BooleanField(
        label=_("Most services of this feed are not in the file any more, and that is right."), required=False
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST_BYTES:
            raise forms.ValidationError(
                gettext("The file is larger than {size} MB. Whoever looks after the machine can take it in.").format(
                    size=LARGEST_BYTES // 1_000_000
                )
            )
        return file


class FeedAddressForm(PageForm):
    name = name_field()
    address = forms.CharField(
        label=_("Address"),
        help_text=_("Begins with https. Empty: it comes as a file."),
        required=False,
        max_length=500,
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
    )


@door(ADMINISTRATOR, why="to see where the list of services comes from")
def listed(request: PageRequest) -> HttpResponse:
    return show(request, "administrator/feeds.html", feeds=list(feeds(request.member)))


@door(ADMINISTRATOR, why="to take in a list of services", methods="GET POST")
def take_file(request: PageRequest) -> HttpResponse:
    """Take a file whole, or say everything that is wrong in it and take nothing."""
    form = FeedFileForm(posted(request), request.FILES or None, initial=name_asked_for(request))
    if request.method != "POST" or not form.is_valid():
        return show(request, "administrator/feed_file.html", form=form)
    file, name = form.cleaned_data["file"], form.cleaned_data["name"]
    read = read_upload(file.read(), file.name or "")
    if read.errors:
        return not_taken(request, form, read)
    may_go = form.cleaned_data["most_may_go"]
    try:
        result = import_services(by=request.member, feed_name=name, read=read, now=request.now, most_may_go=may_go)
    except Refused as refused:
        refuse(form, refused)
        return show(request, "administrator/feed_file.html", form=form)
    happened = gettext("{feed}: {added} new, {updated} changed, {unchanged} as they were, {gone} gone.")
    told = {"added": result.added + result.back, "updated": result.updated, "unchanged": result.unchanged}
    return go(request, happened.format(feed=name, gone=result.gone, **told), "administrator:feeds")


def not_taken(request: PageRequest, form: FeedFileForm, read: ReadFeed) -> HttpResponse:
    count = len(read.errors)
    form.add_error(
        "file",
        ngettext(
            "{count} thing is wrong in this file. Nothing of it was taken.",
            "{count} things are wrong in this file. Nothing of it was taken.",
            count,
        ).format(count=count),
    )
    shown = read.errors[:MOST_SHOWN]
    return show(request, "administrator/feed_file.html", form=form, errors=shown, is_cut=count > len(shown))


@door(ADMINISTRATOR, why="to say from where a list of services is fetched", methods="GET POST")
def set_address(request: PageRequest) -> HttpResponse:
    form = FeedAddressForm(posted(request), initial=name_asked_for(request))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            feed = set_feed_address(by=request.member, name=said["name"], address=said["address"], now=request.now)
        except Refused as refused:
            refuse(form, refused)
        else:
            happened = (
                gettext("{feed} is fetched from its address.") if feed.address else gettext("{feed} comes as a file.")
            )
            return go(request, happened.format(feed=feed.name), "administrator:feeds")
    return show(request, "administrator/feed_address.html", form=form)


def name_asked_for(request: PageRequest) -> dict[str, Any]:
    """Fill in which feed the link that led here was about."""
    known = {str(feed.id): feed for feed in feeds(request.member)}
    feed = known.get(request.GET.get("feed", ""))
    return {"name": feed.name, "address": feed.address} if feed else {}
