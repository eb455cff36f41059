use super::*;
use proptest::prelude::*;

fn read(mail: &str) -> Body {
    let mut walker = Walker::default();
    walker.push(mail.as_bytes());
    walker.finish().body
}

#[test]
fn html_is_shown_as_a_person_reads_it() {
    let mail = "Content-Type: text/html; charset=utf-8\n\n<html><head><style>p {color: red}</style><title>t</title></head>\
      <body><div>Hello Maya,</div><div><br></div><div>two <b>bikes</b> &amp; a <a href=\"http://x.example/\">lamp</a>.</div>\
      <script>alert(1)</script><ul><li>red</li><li>blue</li></ul><blockquote>old text</blockquote>\
      <table><tr><td>a</td><td>b</td></tr></table><p>Bye<p>Ana</body></html>\n";
    println!("{}", read(mail).text.unwrap());
}
