//! Twelve conversations, small enough to be counted by hand, with everything that a number can trip over.
//!
//! The tables below were written from the definitions alone (`baton metrics --define`), before the program could
//! compute them. Where a number differs, one of the two is wrong; it is not the table's business to follow the program.
//!
//! Work is Monday to Friday 9 to 17 and Sundays 1 to 5 in the night, in Berlin. On Sunday 29 March the clocks go from 2
//! to 3, so that this night has three hours. Friday 3 April is a holiday. Working time in UTC is therefore
//!
//! ```text
//! Fri 20 Mar          08-16   8 h
//! Sun 22 Mar          00-04   4 h
//! Mon 23 - Fri 27     08-16   8 h a day
//! Sun 29 Mar          00-03   3 h
//! Mon 30 - Thu 2 Apr  07-15   8 h a day
//! Fri 3 Apr                   0 h
//! Sun 5 Apr           23-03   4 h, from Saturday 23:00 on
//! Mon 6 Apr           07-15
//! ```
//!
//! Two weeks are counted, W13 and W14: from Monday 23 March to Monday 6 April, which is up to Sunday 5 April 22:00 UTC.
//! It is Monday 6 April, 08:30 UTC. What is promised: a first reply in 4 h, any other in 3 h, an end in 20 h.

use std::collections::BTreeMap;

use crate::session::set;
use crate::world::{Mail, World};

const CONFIG: &str = r#"
[[sla]]
first-response = "4h"
next-response = "3h"
resolution = "20h"

[[level]]
name = "outage"
update-every = "2h"
"#;

/// What happened: when (UTC), who, what. A customer writes from NAME@example.com and goes on in the thread that they
/// began; a teammate who writes to NAME answers there. Whatever else a teammate does is a command.
///
/// Gina writes from home what is a thread of its own, number 7, until it is merged into her other one: there are twelve
/// conversations, with the numbers 1 to 6 and 8 to 13.
const STORY: &str = "
    03-19 12:00  ada      customer add Lena --address lena@example.com
    03-19 12:01  ada      assign --customer lena@example.com jordan
    03-20 15:00  ben      writes
    03-20 15:10  sam      claim 1
    03-23 08:40  sam      writes ben
    03-23 09:00  cleo     writes
    03-23 09:20  maya     claim 2
    03-23 09:30  ada      escalate 2 --level 1 --reason 'nothing works'
    03-23 10:30  maya     writes cleo
    03-23 11:00  dora     writes
    03-23 11:45  jordan   claim 3
    03-23 13:00  jordan   writes dora
    03-23 13:00  emil     is away
    03-23 13:30  jordan   close 3
    03-23 14:00  ada      deescalate 2
    03-23 15:00  cleo     writes
    03-24 08:15  emil     writes
    03-24 08:20  emil     is away
    03-24 08:30  maya     is away emil
    03-24 09:00  maya     writes cleo
    03-24 09:30  finn     writes
    03-24 10:00  sam      claim 4
    03-24 11:40  maya     writes finn
    03-24 12:00  maya     close 2
    03-24 12:05  maya     tag 2 +billing
    03-24 13:00  gina     writes
    03-24 13:40  jordan   claim 6
    03-24 14:00  sam      writes emil
    03-24 14:01  emil     is away
    03-24 14:30  gina.at.home  writes
    03-24 15:30  jordan   writes finn
    03-25 08:20  jordan   tag 6 +billing
    03-25 08:25  ada      tag 7 +bug
    03-25 08:30  ada      merge 6 7
    03-25 09:00  dora     writes
    03-25 10:00  hugo     writes
    03-25 10:05  maya     claim 8
    03-25 10:10  sam      refused claim 8
    03-25 10:12  jordan   refused check 8
    03-25 10:15  jordan   writes gina
    03-25 10:30  maya     handoff 8 jordan --asked 'a quote' --next 'send the quote'
    03-25 10:40  sam      refused claim 8
    03-25 12:00  jordan   writes dora
    03-25 12:10  sam      refused claim 8
    03-25 13:10  jordan   accept 8
    03-26 09:00  jordan   writes hugo
    03-26 09:05  jordan   done 8
    03-26 10:00  ida      writes
    03-26 10:25  sam      claim 9
    03-26 11:00  sam      handoff 9 maya --next 'call her'
    03-26 11:30  maya     decline 9 --reason 'on leave'
    03-26 14:00  finn     writes
    03-26 15:00  jordan   close 3
    03-27 10:00  maya     score 2 5
    03-27 10:30  sam      score 2 3
    03-27 11:00  sam      score 2 4
    03-27 14:00  sam      handoff 9 jordan --next 'call her'
    03-27 15:00  jordan   close 6
    03-28 20:00  jana     writes
    03-29 00:10  maya     claim 10
    03-29 02:30  maya     writes jana
    03-29 04:00  maya     close 10
    03-30 08:00  karl     writes
    03-30 08:30  maya     claim 11
    03-30 09:00  maya     close 11
    03-30 12:00  sam      writes ida
    03-31 08:00  maya     begins with mila
    03-31 09:00  ida      writes
    03-31 10:00  maya     claim 12
    03-31 10:30  sam      writes ida
    03-31 12:00  jordan   score 6 2
    04-01 08:00  sam      handoff 9 maya --next 'call her'
    04-01 08:20  sam      withdraw 9
    04-01 09:00  sam      wait 9 --on jordan
    04-01 10:00  mila     writes
    04-01 11:45  support  writes mila
    04-02 09:00  ada      imports satisfaction
    04-02 09:01  ada      imports revenue
    04-02 13:00  lena     writes, unread
    04-02 13:15  ada      sync
    04-03 18:00  emil     writes
    04-05 12:00  hugo     writes
    04-06 07:30  jordan   writes lena
    04-06 08:00  sam      writes emil
    04-06 08:30  ada      sync
";

/// Jana's score has no date: it is of the day of its import, Thursday 2 April.
const SATISFACTION: &str = "thread,score,date
2,4.5,2026-03-25
3,2,2026-03-27
6,3.25,2026-03-31
10,5,
";

const REVENUE: &str = "thread,amount,currency,date
2,120.50,EUR,2026-03-24
3,-20.25,EUR,2026-03-30
6,99,USD,2026-03-24
8,0.75,EUR,2026-04-01
";

// How each thread counts; working before clock time where they differ.
//
// 1 Ben, over a weekend. Asked Fri 20 Mar 15:00, before the period, so his mail, his first response and sam's claim are
//   not in it. Answered Mon 23 08:40, which is mail out of W13. baton closes it after 10 working days, the Sundays among
//   them (24 25 26 27 29 30 31 1 2 5): Sun 5 Apr 9:40 in Berlin, and at the first sync after it, 12:00: a resolution of
//   W14, up to the reply: 1 h + 4 h + 40 m = 5:40 h, clock 65:40 h.
// 2 Cleo, plain. Asked Mon 23 09:00, maya's at 09:20 (20 m), answered 10:30 (1:30 h). Writes again 15:00, answered Tue 24
//   09:00: 1 h + 1 h, clock 18 h. Closed Tue 12:00: 7 h + 4 h = 11 h, clock 27 h. At level 1 from 09:30 with news every 2
//   hours: those of 11:30 came at 10:30, those of 12:30 did not; back at 14:00. Billing.
// 3 Dora, reopened. Asked Mon 23 11:00, jordan's 11:45 (45 m), answered 13:00 (2 h), closed 13:30 (2:30 h). Writes again
//   Wed 25 09:00, answered 12:00 (3 h; a first response, not a next one), closed Thu 26 15:00: 7 h + 7 h, clock 30 h.
// 4 Emil, with automated mail before, between and after. Asked Tue 24 08:15, baton's clocks start there and not at his
//   auto-reply of Mon 13:00; our auto-reply of 08:30 answers nothing. sam's 10:00 (1:45 h), answered 14:00 (5:45 h).
//   Writes again Fri 3 Apr 18:00, a holiday; answered Mon 6 08:00, after the period: 4 h + 1 h, clock 62 h.
// 5 Finn, two repliers, nobody's. Asked Tue 24 09:30, maya 11:40 (2:10 h), jordan 15:30. Writes again Thu 26 14:00 and
//   waits ever since: at the end of W13 2 h + 8 h + 3 h = 13 h, clock 80 h; of W14 13 h + 32 h + 4 h = 49 h, clock 248 h.
// 6 Gina, merged of 6 (Tue 24 13:00) and 7 (14:30). jordan's 13:40 (40 m), answered Wed 25 10:15: 3 h + 2:15 h, clock
//   21:15 h; her second mail is answered by the same. Closed Fri 27 15:00: 3 + 8 + 8 + 7 = 26 h, clock 74 h. Billing, and
//   what was 7 is a bug.
// 8 Hugo, handed off. Asked Wed 25 10:00, maya's 10:05 (5 m); three times somebody is told that she has it: sam 10:10,
//   jordan's check 10:12, sam 12:10; sam 10:40 is within the hour. Offered 10:30, jordan accepts 13:10 (2:40 h), answers
//   Thu 26 09:00: after the acceptance 2:50 h + 1 h, clock 19:50 h; after the mail 6 h + 1 h, clock 23 h. Writes again Sun
//   5 Apr 12:00 and waits: 10 h of clock at the end and no working time; 1:30 h by now.
// 9 Ida. Asked Thu 26 10:00, sam's 10:25 (25 m); offered to maya and declined, to jordan on Fri 14:00, lapsed on Sunday,
//   to maya on Wed 1 Apr and withdrawn. Answered Mon 30 12:00: 6 + 8 + 3 + 5 = 22 h, clock 98 h. At the end of W13 she
//   has waited 17 h, clock 84 h. Writes again Tue 31 09:00, answered 10:30 (1:30 h). Waits for jordan since Wed 1.
// 10 Jana, in the night in which the clocks change. Asked Sat 28 20:00, maya's Sun 00:10: 10 m, clock 4:10 h; answered
//   02:30: 2:30 h, clock 6:30 h; closed 04:00: 3 h, clock 8 h.
// 11 Karl. Asked Mon 30 08:00, maya's 08:30 (30 m), closed 09:00 without a reply.
// 12 Mila, to whom we wrote first: Tue 31 08:00, maya's 10:00. Her mail of Wed 1 10:00 found an owner (0), and was
//   answered 11:45 (1:45 h) from support@, nobody knows by whom.
// 13 Lena, over a holiday. Asked Thu 2 Apr 13:00, jordan's by her record at the sync of 13:15 (15 m). Answered Mon 6
//   07:30, after the period: 2 h + 4 h + 30 m = 6:30 h, clock 90:30 h. At the end 6 h, clock 81 h.
//
// Mail in   W13: 2 of 2, 2 of 3, 1 of 4, 2 of 5, 2 of 6, 1 of 8, 1 of 9, 1 of 10 = 12; W14: one each of 4 8 9 11 12 13.
// Mail out  W13: 1 of 1, 2 of 2, 2 of 3, 1 of 4, 2 of 5, and one each of 6 8 10 = 11; W14: 2 of 9, 2 of 12.
// Spans     first_response: 2 3 3 4 5 6 8 9 10 12 13; ownership_lag: 2 3 4 6 8 9 10 11 12; next_response: 2 4 9;
//           resolution: 1 2 3 3 6 10.
// Closes    W13: 2 3 3 6 10; W14: 1 11.
// Twice     of the 18 mails 15 are answered; of 5 and 8 one each is not, and 11 was closed.
// Open      at the end of W13: 5 9, and 1 4 8 wait; of W14: 4 5 8 13, and 9 12 wait.
// SLA       first, where we had not written before: late 4 6 8 9 13; next: in time 2 3 9 12, late 4 5, 8 is running;
//           end: in time 2 3 6 10 11, late 5 (11 h
//           into Monday 30) and 9, running 4 8 12 13. 3 was closed in time both times.

// Scores    quality 5 and 4 of 2 (sam's 3 was replaced), 2 of 6 in W14; satisfaction and revenue as in the tables above.

/// metric, by, clock, n, hits, p50, p90, what was left out; `-` is nothing. Of amounts the currency stands in the place of
/// the clock, and the sum in that of p50. `all` is also how W14 ended.
const ALL: &str = "
    volume_in           all  -        18   -      -       -  automated:3
    volume_out          all  -        15   -      -       -  automated:1
    replies             all  -        14   -      -       -  automated:1 unknown-author:1
    first_response      all  working  11   -  10800   25200  closed:1
    first_response      all  wall     11   -  20700  325800  closed:1
    next_response       all  working   3   -   7200   18000  unanswered:2
    next_response       all  wall      3   -  64800  223200  unanswered:2
    ownership_lag       all  working   9   -   1500    6300  by-rule:1 unowned:1
    ownership_lag       all  wall      9   -   1800   15000  by-rule:1 unowned:1
    ownership_lag_rule  all  working   1   -    900     900  by-person:9 unowned:1
    ownership_lag_rule  all  wall      1   -    900     900  by-person:9 unowned:1
    resolution          all  working   6   -  20400   93600  no-reply:1
    resolution          all  wall      6   -  97200  266400  no-reply:1
    no_action_needed    all  -         1   -      -       -  -
    reopened            all  -         7   1      -       -  -
    backlog             all  working   4   -  14400  176400  waiting:2
    backlog             all  wall      4   - 187200  892800  waiting:2
    backlog_under_1d    all  -         1   -      -       -  -
    backlog_1d_to_3d    all  -         1   -      -       -  -
    backlog_3d_to_7d    all  -         1   -      -       -  -
    backlog_over_7d     all  -         1   -      -       -  -
    queue               all  working   1   - 176400  176400  owned:3
    queue               all  wall      1   - 892800  892800  owned:3
    workload            all  -         5   -      -       -  unowned:1
    duplicates          all  -        15   1      -       -  automated:3 closed:1 unanswered:2
    collisions_avoided  all  -         3   -      -       -  repeated:1
    handoff_accept      all  working   1   -   9600    9600  declined:1 lapsed:1 withdrawn:1
    handoff_accept      all  wall      1   -   9600    9600  declined:1 lapsed:1 withdrawn:1
    handoff_follow_up   all  working   1   -  13800   13800  -
    handoff_follow_up   all  wall      1   -  71400   71400  -
    handoff_completed   all  -         3   1      -       -  withdrawn:1
    handoff_declined    all  -         1   -      -       -  -
    handoff_lapsed      all  -         1   -      -       -  -
    sla_first_response  all  -         9   4      -       -  closed:1
    sla_next_response   all  -         6   4      -       -  running:1
    sla_resolution      all  -         7   5      -       -  running:4
    sla_update          all  -         2   1      -       -  -
    satisfaction        all  -         4   -   3.25       5  -
    revenue             all  EUR       3   - 101.00       -  -
    revenue             all  USD       1   -  99.00       -  -
    quality             all  -         3   -      4       5  replaced:1
";

const WEEKS: &str = "
    volume_in           2026-W13  -        12   -      -       -  automated:3
    volume_in           2026-W14  -         6   -      -       -  -
    volume_out          2026-W13  -        11   -      -       -  automated:1
    volume_out          2026-W14  -         4   -      -       -  -
    replies             2026-W13  -        11   -      -       -  automated:1
    replies             2026-W14  -         3   -      -       -  unknown-author:1
    first_response      2026-W13  working   9   -  10800   79200  -
    first_response      2026-W13  wall      9   -  20700  352800  -
    first_response      2026-W14  working   2   -   6300   23400  closed:1
    first_response      2026-W14  wall      2   -   6300  325800  closed:1
    next_response       2026-W13  working   1   -   7200    7200  unanswered:1
    next_response       2026-W13  wall      1   -  64800   64800  unanswered:1
    next_response       2026-W14  working   2   -   5400   18000  unanswered:1
    next_response       2026-W14  wall      2   -   5400  223200  unanswered:1
    ownership_lag       2026-W13  working   7   -   1500    6300  unowned:1
    ownership_lag       2026-W13  wall      7   -   2400   15000  unowned:1
    ownership_lag       2026-W14  working   2   -      0    1800  by-rule:1
    ownership_lag       2026-W14  wall      2   -      0    1800  by-rule:1
    ownership_lag_rule  2026-W13  working   0   -      -       -  by-person:7 unowned:1
    ownership_lag_rule  2026-W13  wall      0   -      -       -  by-person:7 unowned:1
    ownership_lag_rule  2026-W14  working   1   -    900     900  by-person:2
    ownership_lag_rule  2026-W14  wall      1   -    900     900  by-person:2
    resolution          2026-W13  working   5   -  39600   93600  -
    resolution          2026-W13  wall      5   -  97200  266400  -
    resolution          2026-W14  working   1   -  20400   20400  no-reply:1
    resolution          2026-W14  wall      1   - 236400  236400  no-reply:1
    no_action_needed    2026-W14  -         1   -      -       -  -
    reopened            2026-W13  -         5   1      -       -  -
    reopened            2026-W14  -         2   0      -       -  -
    backlog             2026-W13  working   2   -  46800   61200  waiting:3
    backlog             2026-W13  wall      2   - 288000  302400  waiting:3
    backlog             2026-W14  working   4   -  14400  176400  waiting:2
    backlog             2026-W14  wall      4   - 187200  892800  waiting:2
    backlog_under_1d    2026-W14  -         1   -      -       -  -
    backlog_1d_to_3d    2026-W14  -         1   -      -       -  -
    backlog_3d_to_7d    2026-W13  -         2   -      -       -  -
    backlog_3d_to_7d    2026-W14  -         1   -      -       -  -
    backlog_over_7d     2026-W14  -         1   -      -       -  -
    queue               2026-W13  working   1   -  46800   46800  owned:1
    queue               2026-W13  wall      1   - 288000  288000  owned:1
    queue               2026-W14  working   1   - 176400  176400  owned:3
    queue               2026-W14  wall      1   - 892800  892800  owned:3
    workload            2026-W13  -         4   -      -       -  unowned:1
    workload            2026-W14  -         5   -      -       -  unowned:1
    duplicates          2026-W13  -        11   1      -       -  automated:3 unanswered:1
    duplicates          2026-W14  -         4   0      -       -  closed:1 unanswered:1
    collisions_avoided  2026-W13  -         3   -      -       -  repeated:1
    handoff_accept      2026-W13  working   1   -   9600    9600  declined:1 lapsed:1
    handoff_accept      2026-W13  wall      1   -   9600    9600  declined:1 lapsed:1
    handoff_accept      2026-W14  working   0   -      -       -  withdrawn:1
    handoff_accept      2026-W14  wall      0   -      -       -  withdrawn:1
    handoff_follow_up   2026-W13  working   1   -  13800   13800  -
    handoff_follow_up   2026-W13  wall      1   -  71400   71400  -
    handoff_completed   2026-W13  -         3   1      -       -  -
    handoff_completed   2026-W14  -         0   0      -       -  withdrawn:1
    handoff_declined    2026-W13  -         1   -      -       -  -
    handoff_lapsed      2026-W13  -         1   -      -       -  -
    sla_first_response  2026-W13  -         8   4      -       -  -
    sla_first_response  2026-W14  -         1   0      -       -  closed:1
    sla_next_response   2026-W13  -         3   2      -       -  -
    sla_next_response   2026-W14  -         3   2      -       -  running:1
    sla_resolution      2026-W13  -         6   4      -       -  running:2
    sla_resolution      2026-W14  -         1   1      -       -  running:2
    sla_update          2026-W13  -         2   1      -       -  -
    satisfaction        2026-W13  -         2   -      2     4.5  -
    satisfaction        2026-W14  -         2   -   3.25       5  -
    revenue             2026-W13  EUR       1   - 120.50       -  -
    revenue             2026-W13  USD       1   -  99.00       -  -
    revenue             2026-W14  EUR       2   - -19.50       -  -
    quality             2026-W13  -         2   -      4       5  replaced:1
    quality             2026-W14  -         1   -      2       2  -
";

/// Those of which the definitions say whose they are.
const OWNERS: &str = "
    replies             maya    -        5   -      -       -  automated:1
    replies             jordan  -        5   -      -       -  -
    replies             sam     -        4   -      -       -  -
    replies             -       -        0   -      -       -  unknown-author:1
    first_response      maya    working  3   -   6300    9000  closed:1
    first_response      maya    wall     3   -   6300   23400  closed:1
    first_response      jordan  working  5   -  18900   25200  -
    first_response      jordan  wall     5   -  76500  325800  -
    first_response      sam     working  2   -  20700   79200  -
    first_response      sam     wall     2   -  20700  352800  -
    first_response      -       working  1   -   7800    7800  -
    first_response      -       wall     1   -   7800    7800  -
    ownership_lag       maya    working  5   -    600    1800  -
    ownership_lag       maya    wall     5   -   1200   15000  -
    ownership_lag       jordan  working  2   -   2400    2700  by-rule:1
    ownership_lag       jordan  wall     2   -   2400    2700  by-rule:1
    ownership_lag       sam     working  2   -   1500    6300  -
    ownership_lag       sam     wall     2   -   1500    6300  -
    ownership_lag       -       working  0   -      -       -  unowned:1
    ownership_lag       -       wall     0   -      -       -  unowned:1
    resolution          maya    working  2   -  10800   39600  no-reply:1
    resolution          maya    wall     2   -  28800   97200  no-reply:1
    resolution          jordan  working  3   -  50400   93600  -
    resolution          jordan  wall     3   - 108000  266400  -
    resolution          sam     working  1   -  20400   20400  -
    resolution          sam     wall     1   - 236400  236400  -
    reopened            maya    -        3   0      -       -  -
    reopened            jordan  -        3   1      -       -  -
    reopened            sam     -        1   0      -       -  -
    backlog             maya    working  0   -      -       -  waiting:1
    backlog             maya    wall     0   -      -       -  waiting:1
    backlog             jordan  working  2   -      0   21600  -
    backlog             jordan  wall     2   -  36000  291600  -
    backlog             sam     working  1   -  14400   14400  waiting:1
    backlog             sam     wall     1   - 187200  187200  waiting:1
    backlog             -       working  1   - 176400  176400  -
    backlog             -       wall     1   - 892800  892800  -
    workload            maya    -        1   -      -       -  -
    workload            jordan  -        2   -      -       -  -
    workload            sam     -        2   -      -       -  -
    workload            -       -        0   -      -       -  unowned:1
    sla_first_response  maya    -        2   2      -       -  closed:1
    sla_first_response  jordan  -        4   1      -       -  -
    sla_first_response  sam     -        2   0      -       -  -
    sla_first_response  -       -        1   1      -       -  -
";

/// Gina's has two tags: it counts under each.
const TAGS: &str = "
    volume_in           billing  -        4   -      -       -  -
    volume_in           bug      -        2   -      -       -  -
    volume_in           -        -       14   -      -       -  automated:3
    first_response      billing  working  2   -   5400   18900  -
    first_response      billing  wall     2   -   5400   76500  -
    first_response      bug      working  1   -  18900   18900  -
    first_response      bug      wall     1   -  76500   76500  -
    first_response      -        working  9   -  10800   79200  closed:1
    first_response      -        wall     9   -  20700  352800  closed:1
    resolution          billing  working  2   -  39600   93600  -
    resolution          billing  wall     2   -  97200  266400  -
    resolution          bug      working  1   -  93600   93600  -
    resolution          bug      wall     1   - 266400  266400  -
    resolution          -        working  4   -  10800   50400  no-reply:1
    resolution          -        wall     4   -  28800  236400  no-reply:1
";

/// The world as it is after all that.
pub fn world() -> World {
    let world = World::at("2026-03-19T11:00Z");
    set(&world, "hours", r#"["mon-fri 09:00-17:00", "sun 01:00-05:00"]"#);
    set(&world, "holidays", r#"["2026-04-03"]"#);
    world.configure(CONFIG).sync();
    for line in STORY.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (at, did) = line.split_at("03-19 12:00".len());
        let (who, what) = did.trim().split_once(' ').unwrap();
        world.now(&format!("2026-{}Z", at.replace(' ', "T")));
        happens(&world, who, what.trim());
    }
    world
}

fn happens(world: &World, who: &str, what: &str) {
    let address = match who {
        "ada" | "maya" | "jordan" | "sam" | "support" => format!("{who}@example.org"),
        _ => format!("{who}@example.com"),
    };
    let (verb, to) = what.split_once(' ').unwrap_or((what, ""));
    let away = |mail: Mail| mail.header("Auto-Submitted", "auto-replied").subject("I am away");
    let mail = Mail::from(&address);
    match verb {
        "begins" => {
            let to = to.trim_start_matches("with ");
            world.mail(mail.to(&format!("{to}@example.com")).id(&first(to)).sent());
        }
        "writes," => drop(world.deliver(of(mail, who))),
        "writes" if to.is_empty() => drop(world.mail(of(mail, who))),
        "writes" => drop(world.mail(answering(mail, to))),
        "is" if what == "is away" => drop(world.mail(away(of(mail, who)))),
        "is" => drop(world.mail(away(answering(mail, to.trim_start_matches("away "))))),
        "imports" => {
            let table = if to == "revenue" { REVENUE } else { SATISFACTION };
            let words = format!("metrics import - --kind {to}");
            drop(world.piped(who, &words, table).ok());
        }
        "refused" => drop(world.by(who, to).fails(1)),
        _ => drop(world.by(who, what).ok()),
    };
}

/// What all mail with a customer belongs to; their own first mail, or ours, has it for its Message-ID.
fn first(customer: &str) -> String {
    format!("{customer}@first.example")
}

fn of(mail: Mail, customer: &str) -> Mail {
    mail.subject(&format!("{customer} asks")).reply_to_id(&first(customer))
}

fn answering(mail: Mail, customer: &str) -> Mail {
    mail.to(&format!("{customer}@example.com"))
        .subject(&format!("Re: {customer} asks"))
        .reply_to_id(&first(customer))
        .sent()
}

/// metric, by and clock; then n, hits, p50, p90 and what was left out.
type Rows = BTreeMap<[String; 3], [String; 5]>;

fn by_hand(table: &str) -> Rows {
    let rows = table.lines().map(str::trim).filter(|line| !line.is_empty());
    rows.map(|line| {
        let cells: Vec<&str> = line.split_whitespace().collect();
        let cell = |place: usize| cells[place].to_owned();
        let excluded = cells[7..].join(" ");
        ([cell(0), cell(1), cell(2)], [cell(3), cell(4), cell(5), cell(6), excluded])
    })
    .collect()
}

/// What the program says, but for rows without anything, and for `hits` of what has none.
fn counted(world: &World, words: &str) -> Rows {
    let csv = world.maya(words).ok().stdout;
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let header = reader.headers().unwrap().clone();
    let place = |name: &str| header.iter().position(|column| column == name).expect(name);
    let of = ["metric", "by", "clock"].map(place);
    let [currency, sum] = ["currency", "sum"].map(place);
    let told = ["n", "hits", "p50", "p90", "excluded"].map(place);
    let rows = reader.records().map(|record| {
        let record = record.unwrap();
        let cell = |place: usize| match &record[place] {
            "" => "-".to_owned(),
            text => text.to_owned(),
        };
        let (mut key, mut told) = (of.map(cell), told.map(cell));
        if !record[currency].is_empty() {
            (key[2], told[2]) = (cell(currency), cell(sum));
        }
        (key, told)
    });
    rows.filter(|(_, told)| told[0] != "0" || told[4] != "-").collect()
}

/// Each row in which the two differ.
fn differences(by_hand: &Rows, counted: &Rows) -> Vec<String> {
    let keys = by_hand.keys().chain(counted.keys().filter(|key| !by_hand.contains_key(*key)));
    let told = |rows: &Rows, key| rows.get(key).map_or("no row".to_owned(), |row| row.join(" "));
    keys.filter(|key| by_hand.get(*key) != counted.get(*key))
        .map(|key| {
            let (hand, program) = (told(by_hand, key), told(counted, key));
            format!("{}: by hand {hand}; by baton {program}", key.join(" "))
        })
        .collect()
}

#[test]
fn every_number_of_twelve_conversations_is_the_one_counted_by_hand() {
    let world = world();
    let mut wrong = Vec::new();
    for (table, by) in [(ALL, ""), (WEEKS, "--by week"), (OWNERS, "--by owner"), (TAGS, "--by tag")]
    {
        let by_hand = by_hand(table);
        let words = format!("metrics --csv --from 2026-03-23 --to 2026-04-06 {by}");
        let mut counted = counted(&world, &words);
        if [OWNERS, TAGS].contains(&table) {
            counted.retain(|[metric, ..], _| by_hand.keys().any(|[told, ..]| told == metric));
        }
        let here = differences(&by_hand, &counted);
        wrong.extend(here.iter().map(|difference| format!("{words}\n  {difference}")));
    }
    assert!(wrong.is_empty(), "{} rows differ:\n{}", wrong.len(), wrong.join("\n"));
    world.admin("fsck").ok();
}
