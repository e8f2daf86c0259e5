//! Personal data as it is shown to those who need to recognise somebody, not to know them.

use super::Person;

/// Stands for what is not shown.
const STAR: char = '*';
/// Digits hidden in a telephone number that is long enough, before the last ones.
const PHONE_HIDDEN: usize = 4;
/// Digits shown at the end of one.
const PHONE_SHOWN: usize = 4;
/// Digits of a number of which more than the last two are shown.
const PHONE_DIGITS_MIN: usize = 11;
/// Characters shown of an address: about its city.
const ADDRESS_SHOWN: usize = 6;

/// A person as the caller may see it: `138****5678`, `张*`, `z***@x.com`.
pub fn masked_person(person: Person, may_see: bool) -> Person {
    if may_see {
        return person;
    }
    Person {
        name: person.name.map(|name| masked_name(&name)),
        phone: person.phone.map(|phone| masked_phone(&phone)),
        email: person.email.map(|email| masked_email(&email)),
        birthday: person.birthday.map(|_| "****-**-**".to_owned()),
    }
}

/// The first character; of longer names a little of how long they are.
pub fn masked_name(name: &str) -> String {
    let count = name.chars().count();
    let first = name.chars().next().filter(|_| count > 1);
    let stars = count.saturating_sub(1).clamp(1, 3);
    first.into_iter().chain(std::iter::repeat_n(STAR, stars)).collect()
}

/// The last four digits and those before the four in the middle; of short numbers the last two.
pub fn masked_phone(phone: &str) -> String {
    let digits = phone.chars().filter(|c| c.is_numeric()).count();
    let (shown, hidden) = match digits {
        PHONE_DIGITS_MIN.. => (PHONE_SHOWN, PHONE_HIDDEN),
        5.. => (2, digits - 2),
        _ => (0, digits),
    };
    let (from, to) = (digits - shown - hidden, digits - shown);
    let mut place = 0;
    let mask = |c: char| {
        if !c.is_numeric() {
            return c;
        }
        place += 1;
        if (from..to).contains(&(place - 1)) { STAR } else { c }
    };
    phone.chars().map(mask).collect()
}

/// The first character of the name, and the host.
pub fn masked_email(email: &str) -> String {
    match email.rsplit_once('@') {
        Some((name, host)) => format!("{}***@{host}", name.chars().next().unwrap_or(STAR)),
        None => "***".to_owned(),
    }
}

/// The first characters.
pub fn masked_address(address: &str) -> String {
    let shown: String = address.chars().take(ADDRESS_SHOWN).collect();
    if shown.is_empty() { shown } else { format!("{shown}***") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn enough_is_left_to_recognise_somebody() {
        for (phone, shown) in [
            ("13812345678", "138****5678"),
            ("+86 138 1234 5678", "+86 138 **** 5678"),
            ("02162345678", "021****5678"),
            ("62345678", "******78"),
            ("1234", "****"),
            ("", ""),
        ] {
            assert_eq!(masked_phone(phone), shown);
        }
        for (name, shown) in
            [("张三", "张*"), ("欧阳春晓", "欧***"), ("张", "*"), ("Elizabeth", "E***"), ("", "*")]
        {
            assert_eq!(masked_name(name), shown);
        }
        for (email, shown) in [("zhang@x.com", "z***@x.com"), ("@x.com", "****@x.com"), ("zhang", "***")] {
            assert_eq!(masked_email(email), shown);
        }
        assert_eq!(masked_address("上海市浦东新区世纪大道1号"), "上海市浦东新***");
        assert_eq!(masked_address(""), "");
        let person = Person { birthday: Some("1987-06-05".to_owned()), ..Person::default() };
        assert_eq!(masked_person(person.clone(), true), person);
        assert_eq!(masked_person(person, false).birthday.as_deref(), Some("****-**-**"));
    }
}
