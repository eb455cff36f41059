//! Powers for a while: granted with a reason, shown, used, ended.

use insta::assert_snapshot;

use crate::session::{session, two_asked};

#[test]
fn a_grant_lets_a_member_do_for_a_while_what_the_role_does_not() {
    let world = two_asked();
    assert_snapshot!(session(&world, "
        maya: merge 1 2
        ada: member grant maya merge --until fri --why 'cleans up the inbox'
        maya: merge 1 2 --dry-run
        maya: member list
        sam: member access maya
        later 5d
        maya: merge 1 2
        sam: member access maya
        maya: log ada --since 5d
    "), @r#"
    maya$ baton merge 1 2
    [stderr] baton: only a lead may merge and split
    [stderr] hint: ask ada; what you may: baton member access
    [exit 77]
    ada$ baton member grant maya merge --until fri --why 'cleans up the inbox'
    maya may merge and split until Fri 6 Mar: cleans up the inbox
    maya$ baton merge 1 2 --dry-run
    would be: 1 has no owner; 2 "Wrong colour" (Ben Okoro) is part of it now
    [stderr] note: the customers differ: 1 "Pricing question" (Ana Lopez), 2 "Wrong colour" (Ben Okoro)
    maya$ baton member list
    NAME    ROLE   LOGIN   ADDRESSES           GRANTS                 TIME ZONE
    ada     admin  ada     ada@example.org     -                      -
    jordan  agent  jordan  jordan@example.org  -                      -
    maya    agent  maya    maya@example.org    merge until Fri 6 Mar  -
    sam     agent  sam     sam@example.org     -                      -
    sam$ baton member access maya
    WHO   MAY                                                        WHY                                                UNTIL
    maya  claim, note, add tasks, close and hand off what is theirs  by role (agent)                                    -
    maya  merge and split                                            granted by ada on 2026-03-02: cleans up the inbox  Fri 6 Mar
    (5d later)
    maya$ baton merge 1 2
    [stderr] baton: only a lead may merge and split
    [stderr] hint: ask ada; what you may: baton member access
    [exit 77]
    sam$ baton member access maya
    WHO   MAY                                                        WHY              UNTIL
    maya  claim, note, add tasks, close and hand off what is theirs  by role (agent)  -
    maya$ baton log ada --since 5d
    ENTRY  AT                THREAD  WHO  WHAT
    2      2026-03-02 09:59  -       ada  member added: ada (login ada, admin, ada@example.org)
    3      2026-03-02 09:59  -       ada  member added: maya (login maya, agent, maya@example.org)
    4      2026-03-02 09:59  -       ada  member added: jordan (login jordan, agent, jordan@example.org)
    5      2026-03-02 09:59  -       ada  member added: sam (login sam, agent, sam@example.org)
    9      2026-03-02 10:00  -       ada  maya may merge and split until 2026-03-06 17:00 (cleans up the inbox)
    "#);
}

#[test]
fn a_grant_ends_before_its_time_and_counts_again_after_an_undo() {
    let world = two_asked();
    assert_snapshot!(session(&world, "
        ada: member grant sam others --until +2bd --why 'maya is ill'
        ada: member grant sam others --until +5bd --why 'still ill'
        ada: member revoke sam others --why 'maya is back'
        sam: member show me
        ada: undo
        sam: member show me
    "), @"
    ada$ baton member grant sam others --until +2bd --why 'maya is ill'
    sam may change threads and customers of others until Wed 4 Mar: maya is ill
    ada$ baton member grant sam others --until +5bd --why 'still ill'
    sam may change threads and customers of others until Mon 9 Mar: still ill
    ada$ baton member revoke sam others --why 'maya is back'
    sam may no longer change threads and customers of others
    sam$ baton member show me
    sam is agent, login sam, sam@example.org
    ada$ baton undo
    taken back by entry 12: grant 9 revoked (maya is back)
    taken back by entry 13: grant 8 revoked (maya is back)
    sam$ baton member show me
    sam is agent, login sam, sam@example.org; beyond that: others until Wed 4 Mar, others until Mon 9 Mar
    ");
}

#[test]
fn what_makes_no_sense_is_not_granted() {
    let world = two_asked();
    assert_snapshot!(session(&world, "
        ada: member grant sam work --until fri --why 'because'
        ada: member grant zorro merge --until fri --why 'because'
        ada: member grant sam merge --until 2027-03-01 --why 'because'
        ada: member grant sam merge --until 2027-05-01 --why 'because'
        ada: member grant sam merge --until 2026-03-01 --why 'because'
        ada: member grant sam merge --until fri
        ada: member grant sam merge --until fri --why ''
        ada: member grant sam flying --until fri --why 'because'
        ada: member revoke sam export
        ada: member revoke sam work
    "), @r#"
    ada$ baton member grant sam work --until fri --why 'because'
    [stderr] baton: sam is agent, and may do that already
    [stderr] hint: what sam may: baton member access sam
    [exit 1]
    ada$ baton member grant zorro merge --until fri --why 'because'
    [stderr] baton: there is no member "zorro"
    [stderr] hint: see all members: baton member list
    [exit 1]
    ada$ baton member grant sam merge --until 2027-03-01 --why 'because'
    sam may merge and split until Mon 1 Mar 2027: because
    ada$ baton member grant sam merge --until 2027-05-01 --why 'because'
    [stderr] baton: a grant lasts a year at most
    [stderr] hint: give an earlier date; for longer there are roles: baton member set NAME --role ROLE
    [exit 2]
    ada$ baton member grant sam merge --until 2026-03-01 --why 'because'
    [stderr] baton: '2026-03-01' has passed: 2026-03-01 23:59
    [stderr] hint: give a date to come
    [exit 2]
    ada$ baton member grant sam merge --until fri
    [stderr] error: the following required arguments were not provided:
    [stderr]   --why <TEXT>
    [stderr]
    [stderr] Usage: baton member grant --until <DATE> --why <TEXT> <NAME> <POWER>
    [stderr]
    [stderr] For more information, try '--help'.
    [exit 2]
    ada$ baton member grant sam merge --until fri --why ''
    [stderr] baton: the text is empty, so nothing was changed
    [exit 2]
    ada$ baton member grant sam flying --until fri --why 'because'
    [stderr] error: invalid value 'flying' for '<POWER>'
    [stderr]   [possible values: work, others, merge, escalate, absences, members, export, act-as]
    [stderr]
    [stderr] For more information, try '--help'.
    [exit 2]
    ada$ baton member revoke sam export
    [stderr] baton: sam has no such grant
    [stderr] hint: what sam may: baton member access sam
    [exit 1]
    ada$ baton member revoke sam work
    [stderr] baton: sam is agent, and may do that already
    [stderr] hint: what sam may: baton member access sam
    [exit 1]
    "#);
}

/// Else whoever may change members for a week could make themselves an admin for ever.
#[test]
fn a_grant_to_change_members_does_not_reach_beyond_the_own_role() {
    let world = two_asked();
    world.admin("member grant maya members --until +2d --why 'ada is away'").ok();
    assert_snapshot!(session(&world, "
        maya: member set me --role admin
        maya: member add friend --role lead
        maya: member grant me export --until +1d --why 'curious'
        maya: member grant me members --until +300d --why 'nice'
        maya: member set ada --login maya2
        maya: member remove ada --to maya
        maya: member add eve
        maya: member access maya
    "), @"
    maya$ baton member set me --role admin
    [stderr] baton: a grant to change members does not reach beyond your own role, and this takes an admin
    [stderr] hint: ask ada; what you may: baton member access
    [exit 77]
    maya$ baton member add friend --role lead
    [stderr] baton: a grant to change members does not reach beyond your own role, and this takes a lead
    [stderr] hint: ask ada; what you may: baton member access
    [exit 77]
    maya$ baton member grant me export --until +1d --why 'curious'
    [stderr] baton: a grant to change members does not reach beyond your own role, and this takes an admin
    [stderr] hint: ask ada; what you may: baton member access
    [exit 77]
    maya$ baton member grant me members --until +300d --why 'nice'
    [stderr] baton: a grant to change members does not reach beyond your own role, and this takes an admin
    [stderr] hint: ask ada; what you may: baton member access
    [exit 77]
    maya$ baton member set ada --login maya2
    [stderr] baton: a grant to change members does not reach beyond your own role, and this takes an admin
    [stderr] hint: ask ada; what you may: baton member access
    [exit 77]
    maya$ baton member remove ada --to maya
    [stderr] baton: a grant to change members does not reach beyond your own role, and this takes an admin
    [stderr] hint: ask ada; what you may: baton member access
    [exit 77]
    maya$ baton member add eve
    eve is agent, login eve, no address
    maya$ baton member access maya
    WHO   MAY                                                        WHY                                        UNTIL
    maya  claim, note, add tasks, close and hand off what is theirs  by role (agent)                            -
    maya  change members                                             granted by ada on 2026-03-02: ada is away  Wed 4 Mar
    ");
}

#[test]
fn access_answers_in_json_and_for_scripts() {
    let world = two_asked();
    world.admin("member grant maya export --until 2026-03-31 --why 'quarterly audit'").ok();
    let access = world.maya("member access maya --json").ok().json();
    assert_snapshot!(serde_json::to_string_pretty(&access).unwrap(), @r#"
    {
      "version": 1,
      "access": [
        {
          "member": "maya",
          "power": "work",
          "role": "agent",
          "until": null,
          "entry": null,
          "granted_by": null,
          "granted_at": null,
          "why": null
        },
        {
          "member": "maya",
          "power": "export",
          "role": null,
          "until": "2026-03-31T15:00:00Z",
          "entry": 8,
          "granted_by": "ada",
          "granted_at": "2026-03-02T09:00:00Z",
          "why": "quarterly audit"
        }
      ]
    }
    "#);
    assert_snapshot!(world.maya("member access me --csv"), @"
    $ baton member access me --csv
    who,may,why,until
    maya,work,by role (agent),
    maya,export,granted by ada on 2026-03-02: quarterly audit,2026-03-31T15:00:00Z
    ");
    let all = world.sam("member access --json").ok().json();
    let of = |name: &str| {
        all["access"].as_array().unwrap().iter().filter(|line| line["member"] == name).count()
    };
    assert_eq!((of("ada"), of("maya"), of("sam")), (8, 2, 1));
}
