//! A workbook around the bytes of its sheet: packed without compression and with right checksums, so that a mutation
//! reaches the reader of the sheet and not only that of the archive.

use flate2::Crc;

const PARTS: [(&str, &str); 4] = [
    (
        "[Content_Types].xml",
        r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/></Types>"#,
    ),
    (
        "_rels/.rels",
        r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
    ),
    (
        "xl/workbook.xml",
        r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>"#,
    ),
    (
        "xl/_rels/workbook.xml.rels",
        r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#,
    ),
];

const SHEET: &str = r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:C2"/><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>lane</t></is></c><c r="B1" t="str"><v>number</v></c></row><row r="2"><c r="A2"><v>1.5e3</v></c><c r="C2" t="b"><v>1</v></c></row></sheetData><mergeCells count="1"><mergeCell ref="A1:A2"/></mergeCells></worksheet>"#;

/// Good sheets.
pub(super) fn sheets() -> Vec<Vec<u8>> {
    vec![SHEET.into(), SHEET.replace("A1:A2", "B1:C2").replace("1.5e3", "99999999").into()]
}

/// The workbook of a sheet.
pub(super) fn with_sheet(sheet: &[u8]) -> Vec<u8> {
    let parts = PARTS.iter().map(|(name, text)| (*name, text.as_bytes())).chain([("xl/worksheets/sheet1.xml", sheet)]);
    let (mut archive, mut directory, mut count) = (Vec::new(), Vec::new(), 0_u16);
    for (name, bytes) in parts {
        let offset = u32::try_from(archive.len()).unwrap_or_default();
        let described = described(name, bytes);
        archive.extend([b"PK\x03\x04\x14\0", described.as_slice(), name.as_bytes(), bytes].concat());
        let place = [&[0; 10], offset.to_le_bytes().as_slice()].concat();
        directory.extend([b"PK\x01\x02\x14\0\x14\0", described.as_slice(), &place, name.as_bytes()].concat());
        count += 1;
    }
    let (size, start) = [directory.len(), archive.len()].map(|length| u32::try_from(length).unwrap_or_default()).into();
    let counts = [count.to_le_bytes(), count.to_le_bytes()].concat();
    let end = [b"PK\x05\x06\0\0\0\0", counts.as_slice(), &size.to_le_bytes(), &start.to_le_bytes(), &[0, 0]].concat();
    [archive, directory, end].concat()
}

/// What both entries of a part have in common: flags, no compression, no time, checksum, sizes, length of the name.
fn described(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut crc = Crc::new();
    crc.update(bytes);
    let size = u32::try_from(bytes.len()).unwrap_or_default().to_le_bytes();
    let name = u16::try_from(name.len()).unwrap_or_default().to_le_bytes();
    [&[0; 8], crc.sum().to_le_bytes().as_slice(), &size, &size, &name, &[0, 0]].concat()
}
