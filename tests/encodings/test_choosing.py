"""What the theory chooses when it may: the best compliant claim, the payer's modifier, the documented order."""

from tests.encodings.theory import shown

TWO = """
choosing. enforced.
line("a"). code("a","A"). supported("a",1). unit_option("a",1). pays("a",1,0,1000).
line("b"). code("b","B"). supported("b",1). unit_option("b",1). pays("b",1,0,9000).
tie("a","",1). tie("a","XS",2). tie("a","59",3). tie("b","",4). tie("b","XS",5). tie("b","59",6).
modifier("XS","xs"). lifts("XS"). modifier_basis("XS","separate structure").
preferred("separate structure","XS",1,"p").
modifier("59","m59"). lifts("59"). modifier_basis("59","separate structure").
preferred("separate structure","59",2,"p").
exclusive("XS","59","xs"). exclusive("59","XS","xs"). column(column2).
"""


def chosen(facts: str, *names: str) -> set[str]:
    return {atom for atom in shown(facts) if atom.startswith(names)}


def test_column_1_stands_though_column_2_pays_nine_times_as_much() -> None:
    assert chosen(TWO + 'ptp("a","b","edit",firm).', "bill") == {'bill("a",1)'}


def test_a_supported_service_is_never_left_out_where_a_modifier_can_part_the_pair() -> None:
    facts = TWO + 'ptp("a","b","edit",liftable). basis("a","b","separate structure").'
    assert chosen(facts, "bill", "has") == {'bill("a",1)', 'bill("b",1)', 'has("b","XS")'}


def test_59_where_the_payer_refuses_x_modifiers() -> None:
    facts = TWO + 'ptp("a","b","edit",liftable). basis("a","b","separate structure"). never("XS","payer").'
    assert chosen(facts, "has") == {'has("b","59")'}


def test_column_1_carries_the_modifier_only_where_column_2_cannot() -> None:
    facts = (
        TWO
        + """ptp("a","b","edit",liftable). basis("a","b","separate structure").
    misplaced("b","XS","xs"). misplaced("b","59","m59")."""
    )
    assert chosen(facts, "has") == {'has("a","XS")'}


def test_edits_that_run_in_a_circle_leave_one_claim_not_none() -> None:
    circle = (
        TWO
        + """
    line("c"). code("c","C"). supported("c",1). unit_option("c",1). pays("c",1,0,500). tie("c","",7).
    ptp("a","b","e1",firm). ptp("b","c","e2",firm). ptp("c","a","e3",firm)."""
    )
    assert chosen(circle, "bill") == {'bill("b",1)'}


def test_ranked_lines_are_paid_by_fee_order_not_by_choice() -> None:
    facts = """choosing. enforced.
    line("a"). code("a","A"). supported("a",1). unit_option("a",1). ranked("a"). tie("a","",1).
    line("b"). code("b","B"). supported("b",2). unit_option("b",2). ranked("b"). tie("b","",2).
    before("b","a"). pays("a",1,0,100). pays("a",1,1,50). pays("a",1,2,50). pays("b",2,0,300). pays("b",2,1,200)."""
    assert chosen(facts, "earns", "above") == {
        'above("b",0)',
        'above("a",2)',
        'earns("b",300)',
        'earns("a",50)',
    }


def test_units_beyond_a_per_day_limit_stay_off_and_the_line_stays_on() -> None:
    facts = """choosing. enforced.
    line("a"). code("a","A"). supported("a",3). tie("a","",1). mue("A",2,per_day,"mue").
    unit_option("a",1). unit_option("a",2). unit_option("a",3).
    pays("a",1,0,10). pays("a",2,0,20). pays("a",3,0,30)."""
    assert chosen(facts, "bill") == {'bill("a",2)'}


def test_an_add_on_goes_when_its_primary_is_bundled_away() -> None:
    facts = (
        TWO
        + """ptp("a","b","edit",firm).
    line("c"). code("c","C"). supported("c",1). unit_option("c",1). pays("c",1,0,700). tie("c","",7).
    needs_primary("c","aoc"). primary("c","b")."""
    )
    assert chosen(facts, "bill") == {'bill("a",1)'}
    assert any(atom.startswith('justified("c",add_on_alone') for atom in shown(facts))
