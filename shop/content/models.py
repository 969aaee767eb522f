from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalogue.photos.queries import Photo

our_own_address = RegexValidator(r"^/(?!/)", _("Write an address of this shop, starting with a slash."))


class StoreBasics(models.Model):
    """Who the store is: in the head of every page, in mails and on invoices. There is one row at most."""

    #: Where goods come back to: all three or none.
    RETURNED_TO = ("return_name", "return_phone", "return_address")

    only = models.BooleanField(default=True, editable=False, unique=True)
    name = models.CharField(_("name"), max_length=60)
    intro = models.CharField(
        _("introduction"), max_length=160, help_text=_("One or two sentences: what is sold here, and how.")
    )
    story = models.TextField(_("story"), blank=True, help_text=_("For the page about the store."))
    logo = models.ImageField(
        _("logo"), upload_to="store", blank=True, width_field="logo_width", height_field="logo_height"
    )
    logo_width = models.PositiveIntegerField(null=True, editable=False)
    logo_height = models.PositiveIntegerField(null=True, editable=False)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("phone"), max_length=32, blank=True)
    licence = models.CharField(_("licence line"), max_length=80, blank=True, help_text=_("ICP or business licence."))
    seller = models.CharField(
        _("name on invoices"), max_length=100, blank=True, help_text=_("The company that sells; else the store's name.")
    )
    tax_number = models.CharField(_("tax number"), max_length=18, blank=True, help_text=_("The seller's, on invoices."))
    return_name = models.CharField(_("who takes returns in"), max_length=60, blank=True, default="", db_default="")
    return_phone = models.CharField(
        _("phone for the courier"),
        max_length=32,
        blank=True,
        default="",
        db_default="",
        help_text=_("Shoppers and couriers call it."),
    )
    return_address = models.CharField(
        _("address"),
        max_length=300,
        blank=True,
        default="",
        db_default="",
        help_text=_("As it stands on a parcel, in the language couriers read; it is not translated."),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(only=True), name="store_is_one"),
            models.CheckConstraint(
                condition=Q(return_name="", return_phone="", return_address="")
                | ~Q(return_name="") & ~Q(return_phone="") & ~Q(return_address=""),
                name="return_address_whole_or_none",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def returns_go_to(self) -> str:
        """Where goods are sent back to, in the lines of a parcel; empty where the merchant has not said."""
        return f"{self.return_name} {self.return_phone}\n{self.return_address}".strip()


class FocusImage(models.Model):
    """The picture on top of the home page, from a moment to a moment; where two overlap, the later one is shown."""

    eyebrow = models.CharField(_("line above"), max_length=60, blank=True)
    title = models.CharField(_("title"), max_length=40)
    text = models.CharField(_("text"), max_length=160, blank=True)
    button = models.CharField(_("words on the button"), max_length=30)
    link = models.CharField(_("leads to"), max_length=200, validators=[our_own_address])
    picture = models.ImageField(_("picture"), upload_to="focus", width_field="width", height_field="height")
    alt = models.CharField(_("what the picture shows"), max_length=160)
    width = models.PositiveIntegerField(null=True, editable=False)
    height = models.PositiveIntegerField(null=True, editable=False)
    widths = models.JSONField(default=list, editable=False)
    starts_at = models.DateTimeField(_("from"), db_index=True)
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")), name="focus_ends_after_it_starts"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def photo(self) -> Photo:
        """What ``components/photo.html`` draws; without renditions until a worker made them."""
        return Photo(
            name=self.picture.name or "",
            alt=self.alt,
            width=self.width or 0,
            height=self.height or 0,
            widths=tuple(self.widths),
        )

    def clean(self) -> None:
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": _("It has to end after it starts.")})
