"""What is said where an order was refused; the page then shows what it comes to now."""

from django.utils.translation import gettext_lazy as _

from catalogue.inventory.services import NotEnoughStock
from orders.checkout import services
from orders.loyalty.services import NotEnoughPoints
from promotions.coupons.services import CouponUsedUp
from promotions.services import OfferUsedUp

NOT_THAT_WAY = _("That delivery does not go there. Nothing was ordered yet: please choose one of these.")
SOMEBODY_WAS_FASTER = _("Your basket has changed, or somebody was faster. Nothing was ordered yet; this can be sent.")
WITHOUT_IT = _("A discount has been used up meanwhile. Nothing was ordered yet; this is the price without it.")
REFUSALS = {
    services.PriceRose: _(
        "The price has risen to %(total)s. Nothing was ordered yet: send the order again if you agree."
    ),
    services.NotDeliverable: NOT_THAT_WAY,
    services.StockChanged: SOMEBODY_WAS_FASTER,
    NotEnoughStock: SOMEBODY_WAS_FASTER,
    CouponUsedUp: WITHOUT_IT,
    OfferUsedUp: WITHOUT_IT,
    NotEnoughPoints: _(
        "Your points were spent elsewhere meanwhile. Nothing was ordered; this is the price without them."
    ),
}
