from intel.surge import find_silence, find_surge


def test_eight_stories_against_usually_two_are_a_surge():
    surge = find_surge([2, 1, 3, 2, 2, 1, 3] * 4, 8)
    assert (surge.stories, surge.usual) == (8, 2.0)
    assert surge.probability < 0.005


def test_a_busy_day_of_an_uneven_actor_is_none():
    assert find_surge([0, 0, 9, 0, 0, 7, 0] * 4, 8) is None


def test_two_stories_are_never_a_surge():
    assert find_surge([0] * 28, 2) is None


def test_a_silent_actor_surges_with_three():
    assert find_surge([0] * 28, 3) is not None


def test_without_a_past_nothing_is_unusual():
    assert find_surge([], 9) is None


def test_old_days_do_not_count():
    assert find_surge([30] * 60 + [1] * 28, 8) is not None


def test_a_habit_that_breaks_off_is_a_silence():
    silence = find_silence([1, 0, 2, 1] * 15 + [0] * 12)
    assert silence.days == 12
    assert silence.is_sure


def test_a_rare_actor_is_never_silent():
    assert find_silence(([1] + [0] * 9) * 6 + [0] * 12) is None


def test_a_day_without_news_is_no_silence():
    assert find_silence([1, 0, 2, 1] * 15 + [0]) is None


def test_a_silence_says_which_feeds_could_not_be_read():
    silence = find_silence([1, 0, 2, 1] * 15 + [0] * 12, ["shafaq"])
    assert silence.unread == ("shafaq",)
    assert not silence.is_sure
