from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orders.fulfilment import policy

states = st.lists(st.sampled_from(policy.CLARITY), max_size=12)
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@unhurried
@given(states, st.randoms())
def test_the_state_does_not_depend_on_the_order_of_arrival_nor_on_repeats(scans, random):
    shuffled = scans * 2
    random.shuffle(shuffled)
    assert policy.furthest(shuffled) == policy.furthest(scans)


@unhurried
@given(states, states)
def test_more_scans_never_lead_back(scans, more):
    assert policy.LADDER.index(policy.furthest(scans + more)) >= policy.LADDER.index(policy.furthest(scans))


def test_news_and_problems_do_not_move_a_parcel():
    assert policy.furthest([policy.NEWS, policy.PROBLEM]) == policy.ANNOUNCED
    assert policy.furthest([policy.IN_TRANSIT, policy.PROBLEM]) == policy.IN_TRANSIT


def test_of_two_readings_the_clearer_one_counts():
    assert policy.clearer(policy.NEWS, policy.COLLECTED) == policy.COLLECTED
    assert policy.clearer(policy.DELIVERED, policy.NEWS) == policy.DELIVERED


def test_in_public_nobody_can_be_called_or_named():
    assert policy.in_public("派件中，电话 13800138000，单号 78412600931548") == "派件中，电话 ***，单号 78412600931548"
    assert policy.in_public("已签收，签收人: 李四，感谢") == "已签收，签收人: *，感谢"
    assert policy.in_public("签收人 李四") == "签收人 *"
    assert policy.in_public("Signed by: Marcus") == "Signed by: *"
    assert policy.in_public("快件滞留，联系收件人中") == "快件滞留，联系收件人中"
    assert policy.in_public("Call +86 138 0013 8000 or 021-5876 1234") == "Call *** or ***"
    assert policy.in_public("到达【上海徐汇营业部】 2026-11-25 06:40") == "到达【上海徐汇营业部】 2026-11-25 06:40"


def test_a_list_shows_who_it_is_but_not_whom_to_look_up():
    assert policy.shown_name("薇", "林") == "林**"
    assert policy.shown_name("林薇", "") == "林**"
    assert policy.shown_name("Marcus", "Tull") == "Marcus T."
    assert policy.shown_name("Elena", "") == "E***"
    assert policy.shown_name(" ", "") == ""
