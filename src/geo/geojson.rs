//! GeoJSON for the map shim: areas with their figure and band, walks with their stops.
//!
//! An area becomes a polygon and, for its name, a point inside it. Areas without an outline are left out: the list beside
//! the map has them.

use serde_json::{Value, json};

use super::{bounds::degrees, label::label_point};
use crate::domain::{
    area::Point,
    ids::{AreaId, EntityId},
};

/// An area to draw.
#[derive(Clone, Debug)]
pub struct AreaShape<'a> {
    /// Given back when it is tapped.
    pub id: AreaId,
    /// Written on it.
    pub name: &'a str,
    /// Its figure as people read it, e.g. a percentage.
    pub figure: String,
    /// 0 (light) to 4 (dark); none = nothing to measure.
    pub band: Option<u8>,
    /// Outer ring.
    pub outline: &'a [Point],
}

/// A collection of polygons and label points.
#[must_use]
pub fn areas(shapes: &[AreaShape<'_>]) -> String {
    collection(shapes.iter().flat_map(area_features).collect())
}

/// A walk: its line and its numbered stops. Doors of one place that follow one another are one stop, "3–9".
#[must_use]
pub fn walk(doors: &[(EntityId, Point)]) -> String {
    let line: Vec<Value> = doors.iter().map(|(_, at)| position(*at)).collect();
    let mut features = Vec::new();
    if line.len() > 1 {
        features.push(feature("LineString", json!(line), &json!({})));
    }
    let mut before = 0;
    for stop in doors.chunk_by(|(_, one), (_, next)| one == next) {
        let (first, last) = (before + 1, before + stop.len());
        before = last;
        let n = if first == last { first.to_string() } else { format!("{first}–{last}") };
        let ids = stop.iter().map(|(id, _)| id.to_string()).collect::<Vec<_>>().join(" ");
        let properties = json!({ "n": n, "order": first, "count": stop.len(), "ids": ids });
        features.extend(stop.first().map(|(_, at)| feature("Point", position(*at), &properties)));
    }
    collection(features)
}

fn area_features(shape: &AreaShape<'_>) -> Vec<Value> {
    let Some(label) = label_point(shape.outline) else { return Vec::new() };
    let mut ring: Vec<Value> = shape.outline.iter().map(|point| position(*point)).collect();
    if shape.outline.first() != shape.outline.last() {
        ring.extend(ring.first().cloned());
    }
    let properties = json!({
        "id": shape.id, "name": shape.name, "figure": shape.figure, "band": shape.band.map_or(-1, i32::from),
        // What is missing most is named first where names do not all fit.
        "rank": shape.band.unwrap_or(u8::MAX),
    });
    vec![feature("Polygon", json!([ring]), &properties), feature("Point", position(label), &properties)]
}

fn position((longitude, latitude): Point) -> Value {
    json!([degrees(longitude), degrees(latitude)])
}

fn feature(geometry: &str, coordinates: Value, properties: &Value) -> Value {
    let geometry = json!({ "type": geometry, "coordinates": coordinates });
    json!({ "type": "Feature", "properties": properties, "geometry": geometry })
}

#[expect(clippy::needless_pass_by_value, reason = "the features are made for this")]
fn collection(features: Vec<Value>) -> String {
    json!({ "type": "FeatureCollection", "features": features }).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SQUARE: [Point; 4] = [(0, 0), (10_000_000, 0), (10_000_000, 10_000_000), (0, 10_000_000)];

    #[test]
    fn an_area_is_a_closed_ring_and_a_place_for_its_name() {
        let shape = AreaShape {
            id: AreaId::from_random([1; 16]),
            name: "A",
            figure: "83 %".into(),
            band: Some(2),
            outline: &SQUARE,
        };
        let made: Value = serde_json::from_str(&areas(&[shape])).unwrap();
        let ring = made["features"][0]["geometry"]["coordinates"][0].as_array().unwrap().clone();
        assert_eq!(ring.len(), 5);
        assert_eq!(ring.first(), ring.last());
        assert_eq!(made["features"][1]["geometry"]["coordinates"], json!([0.5, 0.5]));
        assert_eq!(made["features"][1]["properties"]["figure"], "83 %");
    }

    #[test]
    fn an_area_without_an_outline_is_left_to_the_list() {
        let id = AreaId::from_random([1; 16]);
        let shape = AreaShape { id, name: "A", figure: String::new(), band: None, outline: &[] };
        let made: Value = serde_json::from_str(&areas(&[shape])).unwrap();
        assert_eq!(made["features"], json!([]));
    }

    #[test]
    fn a_walk_is_a_line_and_a_number_for_each_stop() {
        let [one, two, three] = [1, 2, 3].map(|n| EntityId::from_random([n; 16]));
        let (here, there) = ((1_187_000_000, 246_600_000), (1_187_100_000, 246_600_000));
        let made: Value = serde_json::from_str(&walk(&[(one, here), (two, there), (three, there)])).unwrap();
        assert_eq!(
            made["features"][0]["geometry"]["coordinates"],
            json!([[118.7, 24.66], [118.71, 24.66], [118.71, 24.66]])
        );
        assert_eq!(
            made["features"][1]["properties"],
            json!({ "n": "1", "order": 1, "count": 1, "ids": one.to_string() })
        );
        let stairwell = format!("{two} {three}");
        assert_eq!(made["features"][2]["properties"], json!({ "n": "2–3", "order": 2, "count": 2, "ids": stairwell }));
        assert_eq!(made["features"].as_array().unwrap().len(), 3);
        assert_eq!(serde_json::from_str::<Value>(&walk(&[])).unwrap()["features"], json!([]));
    }
}
