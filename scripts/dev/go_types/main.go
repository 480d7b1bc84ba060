// Prints what the Go types of the API say that OpenAPI documents do not: which fields are pointers,
// which are written when they are empty, and what their Go types are called. One JSON object.
package main

import (
	"encoding/json"
	"os"
	"reflect"
	"sort"
	"strings"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/client-go/kubernetes/scheme"
	apiregistration "k8s.io/kube-aggregator/pkg/apis/apiregistration/v1"
)

type field struct {
	Name      string `json:"name"`
	Type      string `json:"type"`
	OmitEmpty bool   `json:"omitEmpty"`
	OmitZero  bool   `json:"omitZero"`
	Pointer   bool   `json:"pointer"`
	Strategy  string `json:"strategy,omitempty"`
	MergeKey  string `json:"mergeKey,omitempty"`
	// The numbers that lead to the field in Protocol Buffers: what JSON inlines is a message there.
	Numbers string `json:"numbers,omitempty"`
}

type definition struct {
	Go     string  `json:"go"`
	Fields []field `json:"fields"`
}

var types = map[string]*definition{}

func main() {
	apiextensions.AddToScheme(scheme.Scheme)
	apiregistration.AddToScheme(scheme.Scheme)
	kinds := map[string]string{}
	for gvk, t := range scheme.Scheme.AllKnownTypes() {
		if gvk.Version == "__internal" || strings.Contains(gvk.Version, "beta") || strings.Contains(gvk.Version, "alpha") {
			continue
		}
		if strings.HasSuffix(gvk.Kind, "List") || strings.HasSuffix(gvk.Kind, "Options") {
			continue
		}
		kinds[gvk.Group+"/"+gvk.Version+"/"+gvk.Kind] = visit(t)
	}
	json.NewEncoder(os.Stdout).Encode(map[string]any{"kinds": kinds, "types": types})
}

func id(t reflect.Type) string { return t.PkgPath() + "." + t.Name() }

func visit(t reflect.Type) string {
	name := id(t)
	if types[name] != nil {
		return name
	}
	def := &definition{Go: t.Name(), Fields: []field{}}
	types[name] = def
	addFields(def, t, "")
	return name
}

func addFields(def *definition, t reflect.Type, outer string) {
	for i := 0; i < t.NumField(); i++ {
		f := t.Field(i)
		tag, ok := f.Tag.Lookup("json")
		if tag == "-" || (!ok && !f.Anonymous) {
			continue
		}
		parts := strings.Split(tag, ",")
		if f.Anonymous && parts[0] == "" {
			inner := f.Type
			if inner.Kind() == reflect.Pointer {
				inner = inner.Elem()
			}
			place := numberOf(f, outer)
			if place == "" {
				// What names the type stands around the message.
				place = none
			}
			addFields(def, inner, place)
			continue
		}
		options := append([]string{}, parts[1:]...)
		sort.Strings(options)
		has := func(o string) bool {
			for _, x := range options {
				if x == o {
					return true
				}
			}
			return false
		}
		ft := f.Type
		pointer := ft.Kind() == reflect.Pointer
		if pointer {
			ft = ft.Elem()
		}
		def.Fields = append(def.Fields, field{
			Name: parts[0], Type: describe(ft), Pointer: pointer,
			OmitEmpty: has("omitempty"), OmitZero: has("omitzero"),
			Strategy: f.Tag.Get("patchStrategy"), MergeKey: f.Tag.Get("patchMergeKey"), Numbers: numberOf(f, outer),
		})
	}
}

// none is the place of what Protocol Buffers do not have.
const none = "-"

// numberOf is the place of a field in Protocol Buffers, or nothing where it has none.
func numberOf(f reflect.StructField, outer string) string {
	parts := strings.Split(f.Tag.Get("protobuf"), ",")
	if len(parts) < 2 || outer == none {
		return ""
	}
	if outer == "" {
		return parts[1]
	}
	return outer + "." + parts[1]
}

// opaque types have a JSON form of their own.
var opaque = map[string]string{
	"k8s.io/apimachinery/pkg/apis/meta/v1.Time":                                             "time",
	"k8s.io/apimachinery/pkg/apis/meta/v1.MicroTime":                                        "microtime",
	"k8s.io/apimachinery/pkg/apis/meta/v1.Duration":                                         "duration",
	"k8s.io/apimachinery/pkg/apis/meta/v1.FieldsV1":                                         "any",
	"k8s.io/apimachinery/pkg/api/resource.Quantity":                                         "quantity",
	"k8s.io/apimachinery/pkg/util/intstr.IntOrString":                                       "intorstring",
	"k8s.io/apimachinery/pkg/runtime.RawExtension":                                          "any",
	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1.JSON":                         "any",
	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1.JSONSchemaPropsOrArray":       "any",
	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1.JSONSchemaPropsOrBool":        "any",
	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1.JSONSchemaPropsOrStringArray": "any",
}

func describe(t reflect.Type) string {
	if o, ok := opaque[id(t)]; ok {
		return o
	}
	switch t.Kind() {
	case reflect.Pointer:
		return describe(t.Elem())
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return "bytes"
		}
		return "[" + describe(t.Elem())
	case reflect.Map:
		return "{" + describe(t.Elem())
	case reflect.Struct:
		return visit(t)
	default:
		kind := t.Kind().String()
		if t.PkgPath() == "" {
			return kind
		}
		return kind + "'" + t.String()
	}
}
