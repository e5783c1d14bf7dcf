//! Headers as they come from the systems that groups leave, and the sentences for those that cannot be read.

use super::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

fn guess(header: &str, overrides: &[&str]) -> Result<Mapping, MappingRefusal> {
    let header: Vec<String> = header.split(',').map(str::to_owned).collect();
    let overrides: Result<Vec<_>, _> = overrides.iter().map(|text| Override::parse(text)).collect();
    Mapping::guess(&header, &overrides?)
}

/// `field=Column` for every field found.
fn found(header: &str, overrides: &[&str]) -> BTreeMap<&'static str, String> {
    let mapping = guess(header, overrides).unwrap();
    mapping.rows().filter_map(|(column, field)| Some((field?.name(), column.to_owned()))).collect()
}

fn expect(header: &str, expected: &str) {
    let found: Vec<String> = found(header, &[]).iter().map(|(name, column)| format!("{name}={column}")).collect();
    assert_eq!(found.join(","), expected, "{header}");
}

#[test]
fn order_case_and_punctuation_do_not_matter() {
    expect(
        "ZIP/Postal Code,LAST_NAME,First-Name, E-mail Address ,Tags",
        "email= E-mail Address ,family_name=LAST_NAME,given_name=First-Name,zip=ZIP/Postal Code",
    );
}

#[test]
fn spanish_headers_are_read() {
    expect(
        "Primer nombre,Apellidos,Correo electrónico,Teléfono,Código postal,País,Idioma,Dirección,Ciudad,Estado,Fecha de alta",
        "city=Ciudad,country=País,email=Correo electrónico,family_name=Apellidos,given_name=Primer nombre,joined=Fecha de alta,\
         language=Idioma,phone=Teléfono,state=Estado,street=Dirección,zip=Código postal",
    );
    expect("Nombre,Apellido,Correo", "email=Correo,family_name=Apellido,given_name=Nombre");
    expect("Nombre,Correo", "email=Correo,full_name=Nombre");
}

#[test]
fn lists_of_other_systems_need_no_override() {
    expect(
        "email,first_name,last_name,zip_code,can2_phone,can2_state_abbreviated,can2_user_tags,can2_user_address,can2_user_city,country,uuid",
        "city=can2_user_city,country=country,email=email,family_name=last_name,given_name=first_name,phone=can2_phone,\
         source_id=uuid,state=can2_state_abbreviated,street=can2_user_address,zip=zip_code",
    );
    expect(
        "nationbuilder_id,first_name,last_name,email1,email2,phone_number,mobile_number,primary_address1,primary_city,primary_state,\
         primary_zip,mailing_zip,primary_country_code,created_at,tag_list",
        "city=primary_city,country=primary_country_code,email=email1,family_name=last_name,given_name=first_name,joined=created_at,\
         phone=mobile_number,source_id=nationbuilder_id,state=primary_state,street=primary_address1,zip=primary_zip",
    );
    expect(
        "Email Address,First Name,Last Name,Address,Phone Number,MEMBER_RATING,CONFIRM_TIME,CC,REGION,LEID,EUID,NOTES,TAGS",
        "country=CC,email=Email Address,family_name=Last Name,given_name=First Name,joined=CONFIRM_TIME,phone=Phone Number,\
         source_id=EUID,state=REGION,street=Address",
    );
    expect(
        "VANID,Last,First,Preferred Email,Home Phone,Cell Phone,State/Province,Zip/Postal",
        "email=Preferred Email,family_name=Last,given_name=First,phone=Cell Phone,source_id=VANID,state=State/Province,zip=Zip/Postal",
    );
}

#[test]
fn overrides_win_and_an_empty_one_leaves_a_field_out() {
    let found = found("email,contact point,phone,zip", &["email=Contact Point", "phone="]);
    assert_eq!(found["email"], "contact point");
    assert!(!found.contains_key("phone"));
}

#[test]
fn what_cannot_be_mapped_is_refused_in_a_short_sentence() {
    let refusals = [
        (guess("name,zip", &[]), "No column looks like e-mail or phone."),
        (guess("Email,E-mail,zip", &[]), "The columns \"Email\" and \"E-mail\" could both be email."),
        (guess("email", &["mail=email"]), "\"mail=email\" names no field."),
        (guess("email", &["email"]), "\"email\" names no field."),
        (guess("email", &["phone=Fon"]), "The file has no single column \"Fon\"."),
        (guess("a,a", &["phone=a"]), "The file has no single column \"a\"."),
        (guess("a,b", &["phone=a", "phone=b"]), "--map gives \"phone\" twice."),
        (guess("a,b", &["phone=a", "email=a"]), "--map gives \"a\" twice."),
        (guess("ada@lists.example,Ada", &[]), "The first line looks like a person."),
    ];
    for (refused, begins) in refusals {
        let sentence = refused.unwrap_err().to_string();
        assert!(sentence.starts_with(begins), "{sentence}");
        // A list of the fields apart, as the words for bad input ask.
        assert!(sentence.split(' ').count() <= 25 || sentence.contains("one of"), "{sentence}");
    }
    assert!(guess("Email,E-mail", &["email=E-mail"]).is_ok());
}

#[test]
fn the_mapping_is_a_table() {
    let table = guess("Email Address,Shoe size,cp", &[]).unwrap().to_string();
    assert_eq!(table, "column         becomes\nEmail Address  email\nShoe size      (left out)\ncp             zip\n");
}

#[test]
fn no_word_means_two_fields() {
    let mut seen = BTreeMap::new();
    for field in Field::ALL {
        for word in field.words().iter().flat_map(|line| line.split(' ')) {
            assert_eq!(word, fold_header(word));
            assert_eq!(seen.insert(word, field), None, "{word}");
        }
    }
}

proptest! {
    #[test]
    fn no_header_panics(header: Vec<String>, column: String) {
        let given = Override { field: Field::Email, column: Some(column) };
        let _ = Mapping::guess(&header, &[]).map(|mapping| mapping.to_string());
        let _ = Mapping::guess(&header, &[given]);
        for cell in header {
            let _ = Override::parse(&cell);
        }
    }
}
