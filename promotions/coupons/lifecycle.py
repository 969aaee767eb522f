from kernel.lifecycle import Lifecycle
from promotions.coupons.models import Coupon

S = Coupon.State

COUPON = Lifecycle({S.DRAFT: (S.RUNNING,), S.RUNNING: (S.STOPPED,)})
