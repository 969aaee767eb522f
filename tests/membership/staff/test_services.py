import pytest

from kernel.models import AuditEntry
from membership.messages.models import Message
from membership.models import User
from membership.staff import queries, services
from membership.staff.models import Role
from tests.membership.staff.factories import a_member_of_staff, a_shopper

pytestmark = pytest.mark.django_db


def fresh(user):
    return User.objects.get(pk=user.pk)


def held(user):
    return queries.roles_of(fresh(user))


@pytest.fixture
def owner():
    return a_member_of_staff(Role.OWNER)


def test_a_role_makes_a_shopper_staff_and_is_written_down(owner):
    shopper = a_shopper(email="mei@example.com")
    services.give_role(user=shopper, role=Role.SUPPORT)
    assert held(shopper) == {"support"}
    assert fresh(shopper).is_staff
    entry = AuditEntry.objects.latest("number")
    assert (entry.action, entry.subject) == ("staff.roles", "user:mei@example.com")
    assert (entry.before, entry.after) == ({"roles": []}, {"roles": ["support"]})


def test_giving_a_role_twice_changes_nothing(owner):
    services.give_role(user=owner, role=Role.OWNER)
    assert AuditEntry.objects.filter(subject=f"user:{owner.email}").count() == 1


def test_a_role_taken_is_gone_at_the_next_click(owner):
    person = a_member_of_staff(Role.SUPPORT, Role.ANALYST)
    services.take_role(user=person, role=Role.SUPPORT, by=owner)
    assert held(person) == {"analyst"}


def test_the_last_owner_stays(owner):
    with pytest.raises(services.LastOwner):
        services.take_role(user=owner, role=Role.OWNER, by=a_member_of_staff(Role.SUPPORT))
    assert held(owner) == {"owner"}


def test_a_deactivated_owner_does_not_count_as_one(owner):
    other = a_member_of_staff(Role.OWNER)
    services.deactivate(user=other, by=owner)
    with pytest.raises(services.LastOwner):
        services.deactivate(user=owner, by=other)
    assert fresh(owner).is_active


def test_nobody_gives_up_their_own_owner_role(owner):
    a_member_of_staff(Role.OWNER)
    with pytest.raises(services.OwnOwnerRole):
        services.set_roles(user=owner, roles={Role.ANALYST}, by=owner)
    assert held(owner) == {"owner"}


def test_an_owner_may_lose_the_role_to_another(owner):
    other = a_member_of_staff(Role.OWNER)
    services.take_role(user=other, role=Role.OWNER, by=owner)
    assert held(other) == frozenset()


def test_a_role_nobody_knows_is_refused(owner):
    with pytest.raises(ValueError, match="emperor"):
        services.give_role(user=owner, role="emperor")
    assert held(owner) == {"owner"}


def test_who_is_deactivated_has_no_rights_until_they_return(owner):
    person = a_member_of_staff(Role.SUPPORT)
    services.deactivate(user=person, by=owner)
    assert held(person) == frozenset()
    services.reactivate(user=fresh(person))
    assert held(person) == {"support"}
    assert [entry.action for entry in AuditEntry.objects.order_by("number")][-2:] == [
        "staff.deactivated",
        "staff.reactivated",
    ]


def test_an_invitation_finds_the_shopper_with_that_address(owner):
    shopper = a_shopper(email="Mei@example.com")
    assert services.invite(email="mei@EXAMPLE.com", roles={Role.MARKETER}) == shopper


def test_an_invited_stranger_has_no_password_to_guess(owner):
    invited = services.invite(email="new@example.com", roles={Role.MARKETER})
    assert not invited.has_usable_password()
    assert held(invited) == {"marketer"}


def test_who_is_invited_is_told_how_to_get_in(owner):
    person = a_shopper(email="mei@example.com", language="zh-hans")
    services.invite(email="mei@example.com", roles={Role.SUPPORT, Role.ANALYST})
    services.invite(email="mei@example.com", roles={Role.SUPPORT})
    letter = Message.objects.get(user=person)
    assert '<html lang="zh-Hans">' in letter.html
    assert letter.to == "mei@example.com"
    assert "客服" in letter.text
    assert "/zh-hans/account/login/?next=/zh-hans/backoffice/" in letter.text


def test_the_list_of_staff_costs_two_queries(owner, django_assert_num_queries):
    for _ in range(5):
        a_member_of_staff(Role.SUPPORT, Role.ANALYST)
    with django_assert_num_queries(2):
        assert [len(person.staff_roles.all()) for person in queries.staff()] == [1, 2, 2, 2, 2, 2]
