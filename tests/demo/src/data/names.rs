//! Names, tags and numbers that the data set lacks, made from what it has.

use super::Product;

/// Words the data set shortens, and what they stand for. Others are only put in lower case.
const WORDS: &[(&str, &str)] = &[
    ("BN", "bean"),
    ("BRKFST", "breakfast"),
    ("BTL", "bottle"),
    ("CARB", "carbonated"),
    ("CATFD", "cat food"),
    ("CLEANG", "cleaning"),
    ("CONC", "concentrate"),
    ("CRBNTD", "carbonated"),
    ("CRYSTL", "crystal"),
    ("DISPOSIBLE", "disposable"),
    ("DNR", "dinner"),
    ("DNRS", "dinners"),
    ("DRNK", "drink"),
    ("DRNKS", "drinks"),
    ("DRNKING", "drinking"),
    ("DRSNG", "dressing"),
    ("FD", "food"),
    ("FLVRD", "flavoured"),
    ("FRZ", "frozen"),
    ("FRZN", "frozen"),
    ("GDS", "goods"),
    ("JCE", "juice"),
    ("LTR", "litre"),
    ("MISC", "other"),
    ("MLK", "milk"),
    ("MLT", "multi"),
    ("MNERAL", "mineral"),
    ("MXS", "mixes"),
    ("PK", "pack"),
    ("PKGD", "packaged"),
    ("PKLD", "pickled"),
    ("PKT", "packet"),
    ("PNT", "peanut"),
    ("BTR", "butter"),
    ("PREM", "premium"),
    ("PWDR", "powder"),
    ("PWDRS", "powders"),
    ("REFRGRATD", "refrigerated"),
    ("REFRIG", "refrigerated"),
    ("SALD", "salad"),
    ("SFT", "soft"),
    ("SGL", "single"),
    ("SNDWCH", "sandwich"),
    ("SNGL", "single"),
    ("SPLY", "supply"),
    ("SPRD", "spread"),
    ("SRV", "serve"),
    ("SUPPPLIES", "supplies"),
    ("SWEETNERS", "sweeteners"),
    ("TISS", "tissue"),
    ("TRSH", "trash"),
    ("VEG", "vegetable"),
    ("WHL", "whole"),
    ("WHLSM", "wholesome"),
    ("WTR", "water"),
];

/// Types that say nothing without their category.
const VAGUE: &[&str] =
    &["CHOICE", "ECONOMY", "OTHER", "PREMIUM", "PRIMAL", "REGULAR", "SELECT", "TRADITIONAL"];

/// Departments whose goods are food in tax law; all others pay the full rate. Made up, as rates differ by county.
const FOOD: &[&str] = &[
    "GROCERY",
    "PRODUCE",
    "MEAT",
    "MEAT-PCKGD",
    "DELI",
    "PASTRY",
    "NUTRITION",
    "SEAFOOD",
    "SEAFOOD-PCKGD",
    "SALAD BAR",
    "FROZEN GROCERY",
];

/// Beginnings of categories within food departments that are no food.
const NOT_FOOD: &[&str] = &[
    "AIR CARE",
    "BATH",
    "BEERS",
    "BLEACH",
    "CAT ",
    "CIGARETTES",
    "DISH",
    "DOG",
    "FACIAL",
    "FD WRAPS",
    "HOUSEHOLD",
    "LAUNDRY",
    "LIQUOR",
    "PAPER",
    "PET ",
    "SOFT DRINKS",
    "TOBACCO",
];

/// `FRZN MEAT/MEAT DINNERS` as the tag `frzn-meat-meat-dinners`.
pub fn kebab(text: &str) -> String {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-")
}

/// `SFT DRNK 2 LITER BTL` as `Soft drink 2 liter bottle`.
pub fn readable(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut word = String::new();
    let flush = |word: &mut String, out: &mut String| {
        match WORDS.iter().find(|(short, _)| *short == word.as_str()) {
            Some((_, long)) => out.push_str(long),
            None => out.push_str(&word.to_ascii_lowercase()),
        }
        word.clear();
    };
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            word.push(c);
            continue;
        }
        flush(&mut word, &mut out);
        match c {
            ':' | ',' => out.extend([c, ' ']),
            // Long texts were cut inside a bracket: what it says is never missed.
            '(' => return capitalised(out.trim_end()),
            c => out.push(c),
        }
    }
    flush(&mut word, &mut out);
    capitalised(&out.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_ascii_uppercase().to_string() + chars.as_str()).unwrap_or_default()
}

impl Product {
    /// What the receipt says before the size: type, else category, else department.
    pub fn name(&self) -> String {
        let category = self.category.as_deref().unwrap_or(&self.department);
        match self.kind.as_deref() {
            Some(kind) if VAGUE.contains(&kind) => {
                format!("{}, {}", readable(category), kind.to_ascii_lowercase())
            }
            Some(kind) => readable(kind.trim_end_matches(" INCL")),
            None => readable(category),
        }
    }

    /// The size, as the name of the product's one variant; empty where the data set has none.
    pub fn variant_name(&self) -> String {
        let size = self.size.as_deref().unwrap_or_default();
        let is_size = size.starts_with(|c: char| c == '.' || c.is_ascii_digit());
        if is_size { size.to_ascii_lowercase() } else { String::new() }
    }

    /// `grocery/soup`.
    pub fn path(&self) -> String {
        match &self.category {
            Some(category) => format!("{}/{}", kebab(&self.department), kebab(category)),
            None => kebab(&self.department),
        }
    }

    /// Department, category and brand.
    pub fn tags(&self) -> Vec<String> {
        let mut tags = vec![kebab(&self.department), kebab(&self.brand)];
        tags.extend(self.category.as_deref().map(kebab));
        tags.retain(|tag| !tag.is_empty());
        tags.sort();
        tags.dedup();
        tags
    }

    /// `food` or `general`.
    pub fn tax_class(&self) -> &'static str {
        let category = self.category.as_deref().unwrap_or_default();
        let is_food = FOOD.contains(&self.department.as_str())
            && !NOT_FOOD.iter().any(|prefix| category.starts_with(prefix))
            && !category.contains("WINE");
        if is_food { "food" } else { "general" }
    }

    /// A GTIN-13 of the range that GS1 leaves to companies for their own use (040 to 049).
    pub fn gtin(&self) -> String {
        gtin13(&format!("04{:010}", self.id))
    }
}

/// Twelve digits with their check digit.
pub fn gtin13(digits: &str) -> String {
    let sum: u32 = digits
        .bytes()
        .enumerate()
        .map(|(position, digit)| u32::from(digit - b'0') * if position % 2 == 0 { 1 } else { 3 })
        .sum();
    format!("{digits}{}", (10 - sum % 10) % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn product(department: &str, category: Option<&str>, kind: Option<&str>, size: Option<&str>) -> Product {
        let text = |value: Option<&str>| value.map(str::to_owned);
        Product {
            id: 995_242,
            department: department.to_owned(),
            brand: "Private".to_owned(),
            category: text(category),
            kind: text(kind),
            size: text(size),
        }
    }

    #[test]
    fn names_read_like_a_receipt() {
        let cola =
            product("GROCERY", Some("SOFT DRINKS"), Some("SFT DRNK 2 LITER BTL CARB INCL"), Some("2 L"));
        assert_eq!(cola.name(), "Soft drink 2 liter bottle carbonated");
        assert_eq!(cola.variant_name(), "2 l");
        let bread = product("PASTRY", Some("BREAD"), Some("BREAD:ITALIAN/FRENCH"), None);
        assert_eq!(bread.name(), "Bread: italian/french");
        let bar = product(
            "DRUG GM",
            Some("CANDY - CHECKLANE"),
            Some("CANDY BARS (SINGLES)(INCLUDING"),
            Some("EACH"),
        );
        assert_eq!((bar.name().as_str(), bar.variant_name().as_str()), ("Candy bars", ""));
        let bacon = product("MEAT-PCKGD", Some("BACON"), Some("PREMIUM"), Some("16 OZ"));
        assert_eq!(bacon.name(), "Bacon, premium");
        assert_eq!(product("MISCELLANEOUS", None, None, None).name(), "Miscellaneous");
    }

    #[test]
    fn tags_are_kebab_case_and_never_empty() {
        let soup = product("GROCERY", Some("FRZN MEAT/MEAT DINNERS"), None, None);
        assert_eq!(soup.tags(), ["frzn-meat-meat-dinners", "grocery", "private"]);
        assert_eq!(soup.path(), "grocery/frzn-meat-meat-dinners");
        assert_eq!(product("SALAD BAR", Some("SALAD BAR"), None, None).tags(), ["private", "salad-bar"]);
    }

    #[test]
    fn food_pays_no_tax_and_beer_does() {
        assert_eq!(product("GROCERY", Some("SOUP"), None, None).tax_class(), "food");
        assert_eq!(product("GROCERY", Some("BEERS/ALES"), None, None).tax_class(), "general");
        assert_eq!(product("GROCERY", Some("IMPORTED WINE"), None, None).tax_class(), "general");
        assert_eq!(product("COSMETICS", None, None, None).tax_class(), "general");
    }

    #[test]
    fn check_digits_are_those_of_gs1() {
        assert_eq!(gtin13("400638133393"), "4006381333931");
        assert_eq!(product("GROCERY", None, None, None).gtin().len(), 13);
    }
}
