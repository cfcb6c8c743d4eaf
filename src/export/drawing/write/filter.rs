//! Filters, each step with its region in the system of the element.

use resvg::usvg::filter::{
    self, ColorChannel, ColorInterpolation, ColorMatrixKind, CompositeOperator, EdgeMode, Filter,
    Input, Kind, LightSource, MorphologyOperator, Primitive, TransferFunction, TurbulenceKind,
};

use super::paint::{color, rectangle};
use super::xml::Xml;
use super::{Unwritten, Writer};

/// Names of results by what the file calls them.
struct Results(Vec<String>);

impl Results {
    fn input(&self, input: &Input) -> String {
        match input {
            Input::SourceGraphic => "SourceGraphic".to_owned(),
            Input::SourceAlpha => "SourceAlpha".to_owned(),
            // The last of that name: later ones hide earlier ones.
            Input::Reference(name) => self
                .0
                .iter()
                .rposition(|known| known == name)
                .map_or_else(|| "SourceGraphic".to_owned(), |index| format!("r{}", index + 1)),
        }
    }
}

impl Writer {
    pub(super) fn filter(&mut self, filter: &Filter) -> Result<String, Unwritten> {
        let mut pictures = Vec::new();
        for step in filter.primitives() {
            let Kind::Image(image) = step.kind() else {
                pictures.push(None);
                continue;
            };
            pictures.push(Some(self.picture(image)?));
        }
        self.name("filter", filter, |_, xml, name| {
            xml.start("filter").attr("id", name).attr("filterUnits", "userSpaceOnUse");
            rectangle(xml, filter.rect());
            let mut results = Results(Vec::new());
            for (step, picture) in filter.primitives().iter().zip(&pictures) {
                primitive(xml, step, &results, picture.as_deref());
                results.0.push(step.result().to_owned());
            }
            xml.end();
            Ok(())
        })
    }

    /// What a filter puts in: elements of their own, which it names.
    fn picture(&mut self, image: &filter::Image) -> Result<String, Unwritten> {
        self.name("picture", image.root(), |writer, xml, name| {
            xml.start("g").attr("id", name);
            writer.children(xml, image.root())?;
            xml.end();
            Ok(())
        })
    }
}

fn primitive(xml: &mut Xml, step: &Primitive, results: &Results, picture: Option<&str>) {
    let input = |input: &Input| results.input(input);
    xml.start(element(step.kind()));
    rectangle(xml, step.rect());
    let space = match step.color_interpolation() {
        ColorInterpolation::SRGB => "sRGB",
        ColorInterpolation::LinearRGB => "linearRGB",
    };
    xml.attr("color-interpolation-filters", space)
        .attr("result", format_args!("r{}", results.0.len() + 1));
    match step.kind() {
        Kind::Blend(it) => {
            xml.attr("in", input(it.input1())).attr("in2", input(it.input2()));
            xml.attr("mode", it.mode());
        }
        Kind::ColorMatrix(it) => {
            xml.attr("in", input(it.input()));
            color_matrix(xml, it.kind());
        }
        Kind::ComponentTransfer(it) => {
            xml.attr("in", input(it.input()));
            for (name, function) in [
                ("feFuncR", it.func_r()),
                ("feFuncG", it.func_g()),
                ("feFuncB", it.func_b()),
                ("feFuncA", it.func_a()),
            ] {
                transfer(xml, name, function);
            }
        }
        Kind::Composite(it) => {
            xml.attr("in", input(it.input1())).attr("in2", input(it.input2()));
            composite(xml, it.operator());
        }
        Kind::ConvolveMatrix(it) => convolve(xml.attr("in", input(it.input())), it),
        Kind::DiffuseLighting(it) => {
            xml.attr("in", input(it.input()))
                .attr("surfaceScale", it.surface_scale())
                .attr("diffuseConstant", it.diffuse_constant())
                .attr("lighting-color", color(it.lighting_color()));
            light(xml, it.light_source());
        }
        Kind::SpecularLighting(it) => {
            xml.attr("in", input(it.input()))
                .attr("surfaceScale", it.surface_scale())
                .attr("specularConstant", it.specular_constant())
                .attr("specularExponent", it.specular_exponent())
                .attr("lighting-color", color(it.lighting_color()));
            light(xml, it.light_source());
        }
        Kind::DisplacementMap(it) => {
            xml.attr("in", input(it.input1()))
                .attr("in2", input(it.input2()))
                .attr("scale", it.scale())
                .attr("xChannelSelector", channel(it.x_channel_selector()))
                .attr("yChannelSelector", channel(it.y_channel_selector()));
        }
        Kind::DropShadow(it) => {
            xml.attr("in", input(it.input()))
                .attr("dx", it.dx())
                .attr("dy", it.dy())
                .numbers("stdDeviation", &[it.std_dev_x().get(), it.std_dev_y().get()])
                .attr("flood-color", color(it.color()))
                .attr("flood-opacity", it.opacity().get());
        }
        Kind::Flood(it) => {
            xml.attr("flood-color", color(it.color())).attr("flood-opacity", it.opacity().get());
        }
        Kind::GaussianBlur(it) => {
            xml.attr("in", input(it.input()))
                .numbers("stdDeviation", &[it.std_dev_x().get(), it.std_dev_y().get()]);
        }
        Kind::Image(_) => {
            xml.attr("xlink:href", format_args!("#{}", picture.unwrap_or_default()));
        }
        Kind::Merge(it) => {
            for inner in it.inputs() {
                xml.start("feMergeNode").attr("in", input(inner));
                xml.end();
            }
        }
        Kind::Morphology(it) => {
            let operator = match it.operator() {
                MorphologyOperator::Erode => "erode",
                MorphologyOperator::Dilate => "dilate",
            };
            xml.attr("in", input(it.input()))
                .attr("operator", operator)
                .numbers("radius", &[it.radius_x().get(), it.radius_y().get()]);
        }
        Kind::Offset(it) => {
            xml.attr("in", input(it.input())).attr("dx", it.dx()).attr("dy", it.dy());
        }
        Kind::Tile(it) => {
            xml.attr("in", input(it.input()));
        }
        Kind::Turbulence(it) => turbulence(xml, it),
    }
    xml.end();
}

fn element(kind: &Kind) -> &'static str {
    match kind {
        Kind::Blend(_) => "feBlend",
        Kind::ColorMatrix(_) => "feColorMatrix",
        Kind::ComponentTransfer(_) => "feComponentTransfer",
        Kind::Composite(_) => "feComposite",
        Kind::ConvolveMatrix(_) => "feConvolveMatrix",
        Kind::DiffuseLighting(_) => "feDiffuseLighting",
        Kind::DisplacementMap(_) => "feDisplacementMap",
        Kind::DropShadow(_) => "feDropShadow",
        Kind::Flood(_) => "feFlood",
        Kind::GaussianBlur(_) => "feGaussianBlur",
        Kind::Image(_) => "feImage",
        Kind::Merge(_) => "feMerge",
        Kind::Morphology(_) => "feMorphology",
        Kind::Offset(_) => "feOffset",
        Kind::SpecularLighting(_) => "feSpecularLighting",
        Kind::Tile(_) => "feTile",
        Kind::Turbulence(_) => "feTurbulence",
    }
}

fn color_matrix(xml: &mut Xml, kind: &ColorMatrixKind) {
    match kind {
        ColorMatrixKind::Matrix(values) => {
            xml.attr("type", "matrix").numbers("values", values);
        }
        ColorMatrixKind::Saturate(value) => {
            xml.attr("type", "saturate").attr("values", value.get());
        }
        ColorMatrixKind::HueRotate(angle) => {
            xml.attr("type", "hueRotate").attr("values", angle);
        }
        ColorMatrixKind::LuminanceToAlpha => {
            xml.attr("type", "luminanceToAlpha");
        }
    }
}

fn transfer(xml: &mut Xml, name: &'static str, function: &TransferFunction) {
    xml.start(name);
    match function {
        TransferFunction::Identity => {
            xml.attr("type", "identity");
        }
        TransferFunction::Table(values) => {
            xml.attr("type", "table").numbers("tableValues", values);
        }
        TransferFunction::Discrete(values) => {
            xml.attr("type", "discrete").numbers("tableValues", values);
        }
        TransferFunction::Linear { slope, intercept } => {
            xml.attr("type", "linear").attr("slope", slope).attr("intercept", intercept);
        }
        TransferFunction::Gamma { amplitude, exponent, offset } => {
            xml.attr("type", "gamma")
                .attr("amplitude", amplitude)
                .attr("exponent", exponent)
                .attr("offset", offset);
        }
    }
    xml.end();
}

fn composite(xml: &mut Xml, operator: CompositeOperator) {
    let name = match operator {
        CompositeOperator::Over => "over",
        CompositeOperator::In => "in",
        CompositeOperator::Out => "out",
        CompositeOperator::Atop => "atop",
        CompositeOperator::Xor => "xor",
        CompositeOperator::Arithmetic { k1, k2, k3, k4 } => {
            xml.attr("k1", k1).attr("k2", k2).attr("k3", k3).attr("k4", k4);
            "arithmetic"
        }
    };
    xml.attr("operator", name);
}

fn convolve(xml: &mut Xml, it: &filter::ConvolveMatrix) {
    let matrix = it.matrix();
    let edge = match it.edge_mode() {
        EdgeMode::None => "none",
        EdgeMode::Duplicate => "duplicate",
        EdgeMode::Wrap => "wrap",
    };
    xml.attr("order", format_args!("{} {}", matrix.columns(), matrix.rows()))
        .numbers("kernelMatrix", matrix.data())
        .attr("divisor", it.divisor().get())
        .attr("bias", it.bias())
        .attr("targetX", matrix.target_x())
        .attr("targetY", matrix.target_y())
        .attr("edgeMode", edge)
        .attr("preserveAlpha", it.preserve_alpha());
}

fn turbulence(xml: &mut Xml, it: &filter::Turbulence) {
    let kind = match it.kind() {
        TurbulenceKind::FractalNoise => "fractalNoise",
        TurbulenceKind::Turbulence => "turbulence",
    };
    xml.numbers("baseFrequency", &[it.base_frequency_x().get(), it.base_frequency_y().get()])
        .attr("numOctaves", it.num_octaves())
        .attr("seed", it.seed())
        .attr("stitchTiles", if it.stitch_tiles() { "stitch" } else { "noStitch" })
        .attr("type", kind);
}

fn channel(channel: ColorChannel) -> &'static str {
    match channel {
        ColorChannel::R => "R",
        ColorChannel::G => "G",
        ColorChannel::B => "B",
        ColorChannel::A => "A",
    }
}

fn light(xml: &mut Xml, source: LightSource) {
    match source {
        LightSource::DistantLight(it) => {
            xml.start("feDistantLight").attr("azimuth", it.azimuth).attr("elevation", it.elevation);
        }
        LightSource::PointLight(it) => {
            xml.start("fePointLight").attr("x", it.x).attr("y", it.y).attr("z", it.z);
        }
        LightSource::SpotLight(it) => {
            xml.start("feSpotLight")
                .attr("x", it.x)
                .attr("y", it.y)
                .attr("z", it.z)
                .attr("pointsAtX", it.points_at_x)
                .attr("pointsAtY", it.points_at_y)
                .attr("pointsAtZ", it.points_at_z)
                .attr("specularExponent", it.specular_exponent.get());
            if let Some(angle) = it.limiting_cone_angle {
                xml.attr("limitingConeAngle", angle);
            }
        }
    }
    xml.end();
}
