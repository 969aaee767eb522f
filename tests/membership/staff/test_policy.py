import pytest

from membership.staff import policy, words


def test_the_owner_may_do_everything():
    assert policy.permissions_of([policy.OWNER]) == set(policy.GRANTS)


def test_roles_add_up():
    both = policy.permissions_of([policy.WAREHOUSE, policy.SUPPORT])
    assert both == policy.permissions_of([policy.WAREHOUSE]) | policy.permissions_of([policy.SUPPORT])


def test_without_a_role_nothing_is_allowed():
    assert policy.permissions_of([]) == frozenset()


@pytest.mark.parametrize("role", [role for role in policy.ROLES if role != policy.OWNER])
def test_only_the_owner_grants_rights_and_reads_the_log(role):
    assert not {"staff.edit", "audit.view", "settings.edit"} & policy.permissions_of([role])


@pytest.mark.parametrize(
    ("role", "refused"),
    [
        (policy.WAREHOUSE, "orders.refund"),
        (policy.WAREHOUSE, "prices.edit"),
        (policy.SUPPORT, "stock.edit"),
        (policy.SUPPORT, "products.edit"),
        (policy.MARKETER, "orders.view"),
        (policy.ANALYST, "orders.view"),
        (policy.MERCHANDISER, "orders.refund"),
    ],
)
def test_a_role_has_no_more_than_its_job_needs(role, refused):
    assert not policy.may([role], refused)


def test_a_permission_nobody_named_is_a_mistake():
    with pytest.raises(KeyError):
        policy.may([policy.SUPPORT], "orders.everything")


@pytest.mark.parametrize(("now", "ended"), [(0, False), (policy.IDLE_SECONDS, False), (policy.IDLE_SECONDS + 1, True)])
def test_a_session_ends_after_half_an_hour_idle(now, ended):
    assert policy.session_has_ended(now=now, began=0, last_seen=0) is ended


def test_a_session_ends_after_eight_hours_however_busy():
    eight = policy.SESSION_SECONDS
    assert not policy.session_has_ended(now=eight, began=0, last_seen=eight)
    assert policy.session_has_ended(now=eight + 1, began=0, last_seen=eight)


def test_every_right_is_said_in_words():
    assert set(words.RIGHTS) == set(policy.GRANTS)
