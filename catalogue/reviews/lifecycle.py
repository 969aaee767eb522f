"""What becomes of a review: nobody sees it before it was looked at, and what was let through may be taken down."""

from catalogue.reviews.models import ProductReview as R
from kernel.lifecycle import Lifecycle

REVIEW = Lifecycle(
    {
        R.FOR_MODERATION: (R.APPROVED, R.REJECTED),
        R.APPROVED: (R.REJECTED,),
        R.REJECTED: (R.FOR_MODERATION,),
    },
    field="status",
)
