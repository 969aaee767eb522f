from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from membership.staff import queries, services
from tests.membership.staff.factories import a_member_of_staff


@pytest.mark.django_db(transaction=True)
def test_two_owners_who_remove_each_other_leave_one():
    first, second = a_member_of_staff("owner"), a_member_of_staff("owner")
    start = Barrier(2)

    def remove(pair):
        other, by = pair
        start.wait()
        try:
            services.take_role(user=other, role="owner", by=by)
        except services.LastOwner:
            return "refused"
        finally:
            connection.close()
        return "removed"

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(remove, [(first, second), (second, first)]))
    assert sorted(outcomes) == ["refused", "removed"]
    assert queries.owners().count() == 1
