// A map without tiles: the district's own points on a plain ground, drawn on a canvas.
// Local equirectangular projection; good to well under a percent over one district.
const METRES_PER_DEGREE = 111_320;
const SCALES = [50, 100, 200, 500, 1000, 2000, 5000, 10000];
const CIRCLE_METRES = 1000;
const NEAR_METRES = 750;
const LABEL_PIXELS = 150;

export class View {
  // latitude, longitude: centre; zoom: metres per CSS pixel
  constructor(latitude, longitude, zoom) {
    Object.assign(this, { latitude, longitude, zoom });
  }

  point(latitude, longitude, width, height) {
    const east = (longitude - this.longitude) * this.cosine() * METRES_PER_DEGREE;
    const north = (latitude - this.latitude) * METRES_PER_DEGREE;
    return [width / 2 + east / this.zoom, height / 2 - north / this.zoom];
  }

  pan(dx, dy) {
    this.longitude -= (dx * this.zoom) / (this.cosine() * METRES_PER_DEGREE);
    this.latitude = Math.max(-85, Math.min(85, this.latitude + (dy * this.zoom) / METRES_PER_DEGREE));
    this.longitude = ((this.longitude + 540) % 360) - 180;
  }

  // Shows the whole of `bounds` (south, west, north, east) on a canvas of this size.
  fit([south, west, north, east], width, height) {
    Object.assign(this, { latitude: (south + north) / 2, longitude: (west + east) / 2 });
    const across = (east - west) * this.cosine() * METRES_PER_DEGREE;
    const along = (north - south) * METRES_PER_DEGREE;
    this.zoom = Math.max(across / width, along / height, 1) * 1.05;
  }

  scale(factor) {
    this.zoom = Math.max(0.5, Math.min(200, this.zoom * factor));
  }

  cosine() {
    return Math.cos((this.latitude * Math.PI) / 180);
  }
}

export function boundsOf(map) {
  if (map.bounds) return map.bounds;
  if (!map.points.length) return [30.15, 120.14, 30.25, 120.25];
  const lats = map.points.map((point) => point.latitude);
  const lons = map.points.map((point) => point.longitude);
  return [Math.min(...lats), Math.min(...lons), Math.max(...lats), Math.max(...lons)];
}

// The place with the most others on foot around it: a good spot to begin at.
export function busiest(points) {
  const places = points.filter((point) => point.kind !== "landmark");
  const around = (place) => {
    const view = new View(place.latitude, place.longitude, 1);
    const distance = (other) => Math.hypot(...view.point(other.latitude, other.longitude, 0, 0));
    return places.filter((other) => distance(other) < NEAR_METRES).length;
  };
  const counts = places.map(around);
  return places[counts.indexOf(Math.max(...counts))];
}

// `map` holds points and, where the city has a street file, lines.
export function draw(canvas, view, map, { circle = false, mark = null, labels = true } = {}) {
  const { points, lines } = map;
  const [width, height] = fitted(canvas);
  const paint = canvas.getContext("2d");
  const colour = colours(canvas);
  paint.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
  paint.fillStyle = colour("--map-ground");
  paint.fillRect(0, 0, width, height);
  if (lines) streets(paint, view, lines, width, height, colour);
  else grid(paint, view, width, height, colour);
  if (circle) kilometre(paint, view, width, height, colour);
  const taken = [[0, height - 32, 110, height]];
  if (lines) taken.push([width - 180, 0, width, 22]);
  if (mark) {
    const [x, y] = view.point(mark[0], mark[1], width, height);
    taken.push([x - 12, y - 32, x + 12, y + 4]);
  } else if (circle) {
    taken.push([width / 2 - 16, height / 2 - 40, width / 2 + 16, height / 2 + 6]);
  }
  dots(paint, view, points, width, height, colour);
  if (labels) names(paint, view, points, width, height, colour, taken);
  scaleBar(paint, view, height, colour);
  if (mark) pin(paint, ...view.point(mark[0], mark[1], width, height), colour);
}

function fitted(canvas) {
  const width = canvas.clientWidth;
  const height = canvas.clientHeight;
  canvas.width = Math.round(width * devicePixelRatio);
  canvas.height = Math.round(height * devicePixelRatio);
  return [width, height];
}

function colours(canvas) {
  const style = getComputedStyle(canvas);
  return (name) => style.getPropertyValue(name).trim();
}

function grid(paint, view, width, height, colour) {
  const metres = SCALES.find((step) => step / view.zoom >= 56) ?? SCALES.at(-1);
  const step = metres / view.zoom;
  const [x0, y0] = view.point(0, 0, width, height);
  paint.strokeStyle = colour("--map-grid");
  paint.lineWidth = 1;
  paint.beginPath();
  for (let x = ((x0 % step) + step) % step; x < width; x += step) {
    paint.moveTo(Math.round(x) + 0.5, 0);
    paint.lineTo(Math.round(x) + 0.5, height);
  }
  for (let y = ((y0 % step) + step) % step; y < height; y += step) {
    paint.moveTo(0, Math.round(y) + 0.5);
    paint.lineTo(width, Math.round(y) + 0.5);
  }
  paint.stroke();
}

function streets(paint, view, lines, width, height, colour) {
  paint.lineJoin = "round";
  const wide = Math.max(1, Math.min(7, 9 / view.zoom));
  if (view.zoom < 8) stroke(paint, view, lines.ways, width, height, colour("--map-way"), wide / 3);
  stroke(paint, view, lines.streets, width, height, colour("--map-street"), wide);
  paint.font = "10px system-ui, sans-serif";
  paint.textAlign = "end";
  paint.fillStyle = colour("--muted");
  paint.fillText(lines.attribution, width - 8, 14);
  paint.textAlign = "start";
}

function stroke(paint, view, lines, width, height, colour, thickness) {
  paint.strokeStyle = colour;
  paint.lineWidth = thickness;
  paint.beginPath();
  for (const line of lines) {
    for (let i = 0; i < line.length; i += 2) {
      const [x, y] = view.point(line[i] / 1e5, line[i + 1] / 1e5, width, height);
      if (i) paint.lineTo(x, y);
      else paint.moveTo(x, y);
    }
  }
  paint.stroke();
}

// One kilometre around the pin, to judge distances by.
function kilometre(paint, view, width, height, colour) {
  paint.beginPath();
  const radius = CIRCLE_METRES / view.zoom;
  paint.arc(width / 2, height / 2, radius, 0, 2 * Math.PI);
  paint.fillStyle = colour("--map-reach");
  paint.fill();
  paint.setLineDash([6, 5]);
  paint.strokeStyle = colour("--accent");
  paint.lineWidth = 1.5;
  paint.stroke();
  paint.setLineDash([]);
  paint.font = "11px system-ui, sans-serif";
  paint.textAlign = "center";
  paint.fillStyle = colour("--accent");
  paint.fillText("1 km", width / 2, height / 2 + radius - 6);
  paint.textAlign = "start";
}

function dots(paint, view, points, width, height, colour) {
  for (const point of points) {
    const [x, y] = view.point(point.latitude, point.longitude, width, height);
    if (x < -8 || y < -8 || x > width + 8 || y > height + 8) continue;
    paint.beginPath();
    if (point.kind === "landmark") paint.rect(x - 2.5, y - 2.5, 5, 5);
    else paint.arc(x, y, 4.5, 0, 2 * Math.PI);
    paint.fillStyle = colour(point.kind === "landmark" ? "--map-landmark" : "--accent");
    paint.fill();
    paint.lineWidth = 1.5;
    paint.strokeStyle = colour("--map-ground");
    paint.stroke();
  }
}

// Landmarks first: they are there for orientation. A name that would cover another stays away.
function names(paint, view, points, width, height, colour, taken) {
  const ordered = [...points].sort((a, b) => (b.kind === "landmark") - (a.kind === "landmark"));
  paint.font = "12px system-ui, 'PingFang SC', 'Noto Sans CJK SC', sans-serif";
  paint.textBaseline = "middle";
  paint.lineJoin = "round";
  for (const point of ordered) {
    const [x, y] = view.point(point.latitude, point.longitude, width, height);
    if (x < 0 || y < 9 || x > width || y > height - 9) continue;
    if (point.kind !== "landmark" && view.zoom > 9) continue;
    const text = shortened(paint, point.name);
    const size = paint.measureText(text).width;
    const box = [x + 6, y - 9, x + 12 + size, y + 9];
    if (box[2] > width || taken.some((other) => overlap(box, other))) continue;
    taken.push(box);
    paint.lineWidth = 4;
    paint.strokeStyle = colour("--map-ground");
    paint.strokeText(text, x + 9, y);
    paint.fillStyle = colour(point.kind === "landmark" ? "--muted" : "--text");
    paint.fillText(text, x + 9, y);
  }
}

function shortened(paint, name) {
  let text = name;
  for (let kept = name.length - 1; paint.measureText(text).width > LABEL_PIXELS; kept -= 1) {
    text = `${name.slice(0, kept).trimEnd()}…`;
  }
  return text;
}

function overlap(a, b) {
  return a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
}

function scaleBar(paint, view, height, colour) {
  const metres = SCALES.find((step) => step / view.zoom >= 48) ?? SCALES.at(-1);
  const length = metres / view.zoom;
  const text = metres >= 1000 ? `${metres / 1000} km` : `${metres} m`;
  paint.strokeStyle = colour("--muted");
  paint.lineWidth = 1.5;
  paint.beginPath();
  paint.moveTo(10.5, height - 14);
  paint.lineTo(10.5, height - 9.5);
  paint.lineTo(10.5 + length, height - 9.5);
  paint.lineTo(10.5 + length, height - 14);
  paint.stroke();
  paint.font = "11px system-ui, sans-serif";
  paint.textBaseline = "alphabetic";
  paint.fillStyle = colour("--muted");
  paint.fillText(text, 16, height - 14);
}

function pin(paint, x, y, colour) {
  paint.beginPath();
  paint.moveTo(x, y);
  paint.bezierCurveTo(x - 3, y - 8, x - 11, y - 13, x - 11, y - 21);
  paint.arc(x, y - 21, 11, Math.PI, 0);
  paint.bezierCurveTo(x + 11, y - 13, x + 3, y - 8, x, y);
  paint.fillStyle = colour("--pin");
  paint.fill();
  paint.lineWidth = 2;
  paint.strokeStyle = "#fff";
  paint.stroke();
  paint.beginPath();
  paint.arc(x, y - 21, 4, 0, 2 * Math.PI);
  paint.fillStyle = "#fff";
  paint.fill();
}
